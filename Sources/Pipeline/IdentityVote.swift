import FaceTypes

/// Turns a track's single answers into one that is stable: a name is shown when several frames agree on it.
struct IdentityVote {
    /// How many answers must agree.
    private var majority = 3
    /// Among how many of the last.
    static let memory = 5
    /// How many must disagree before a settled answer is taken back.
    static let reversal = 4
    /// How long a settled answer is good for, in seconds, before the face is looked at again.
    static let interval = 1.0
    /// The same while the last answer disagrees with the settled one.
    static let doubtfulInterval = 0.2

    private var answers: [Identity] = []
    /// What the track's identity is; nil until enough answers agree.
    private(set) var settled: Identity?
    private var lastAsked: Instant?

    /// A vote of one answer, for pictures that have nothing to do with each other.
    static var single: IdentityVote {
        var vote = IdentityVote()
        vote.majority = 1
        return vote
    }

    /// Whether the face should be embedded again.
    func isDue(at time: Instant) -> Bool {
        guard let lastAsked, let settled else { return true }
        let agrees = answers.last?.person == settled.person
        return time.seconds(since: lastAsked) >= (agrees ? Self.interval : Self.doubtfulInterval)
    }

    /// Adds the answer of one frame.
    mutating func add(_ answer: Identity, at time: Instant) {
        lastAsked = time
        answers.append(answer)
        if answers.count > Self.memory { answers.removeFirst() }
        let needed = settled == nil ? majority : Self.reversal
        if let settled, settled.person == answer.person {
            self.settled = closest(of: answer.person)
        } else if answers.count(where: { $0.person == answer.person }) >= needed {
            settled = closest(of: answer.person)
        }
    }

    /// The remembered answer for a person (or nobody) with the smallest distance.
    private func closest(of person: PersonName?) -> Identity? {
        answers.filter { $0.person == person }.min { ($0.d2 ?? .infinity) < ($1.d2 ?? .infinity) }
    }
}
