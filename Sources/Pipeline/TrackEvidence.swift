import FaceTypes
import Gallery
import Glibc

/// What all looks at one face say together of who it is.
///
/// The best embeddings of a track are fused, by quality and age; the answer about the fused one is believed as soon as
/// there is enough of it: one look suffices for a face that is very near to somebody, a doubtful one needs several, and
/// `unknown` always does.
struct TrackEvidence: Sendable {
    /// One embedding of the face.
    private struct Look {
        let embedding: Embedding
        let quality: Float
        let time: Instant
    }

    /// How many embeddings are fused.
    static let memory = 8
    /// After so many seconds an embedding counts half.
    static let halfLife = 10.0
    /// By how much nearer than the cut a face must be to be named after one look, after two, after three.
    static let slack: [Float] = [0.25, 0.1, 0]
    /// How many looks `unknown` needs, and how many where the face is not much farther than the cut.
    static let unknownLooks = (clear: 3, doubtful: 10)
    /// What is not much farther: a face that has a name keeps it within this, since it is followed.
    static let doubtful: Float = 0.3
    /// How many answers in a row must disagree before a name, or `unknown`, is taken back.
    static let reversal = (name: 4, unknown: 2)
    /// A look farther than this from the fused embedding is of somebody else.
    static let otherFace: Float = 1.3
    /// After so many of those in a row, somebody else stands there.
    static let otherLooks = 3
    /// A face nearer than this to one that has left is that one.
    static let sameFace: Float = 0.8
    /// How long a settled answer is good for, in seconds, before the face is looked at again.
    static let interval = 1.0
    /// The same while the last answer disagrees with the settled one.
    static let doubtfulInterval = 0.2

    private var looks: [Look] = []
    private var others: [Look] = []
    /// How many looks there were, of which the best are kept.
    private(set) var count = 0
    private var answer: Identity?
    private var last: Identity?
    private var dissents = 0
    private var lastAsked: Instant?
    private var isDoubted = false
    private var isSingle = false

    /// What is believed after one answer, for pictures that have nothing to do with each other.
    static var single: TrackEvidence {
        var evidence = TrackEvidence()
        evidence.isSingle = true
        return evidence
    }

    /// Who it is; nil until there is enough evidence.
    var settled: Identity? { isDoubted ? nil : answer }

    /// Whether the face should be embedded again.
    func isDue(at time: Instant) -> Bool {
        guard let lastAsked, let settled else { return true }
        let agrees = last?.person == settled.person
        return time.seconds(since: lastAsked) >= (agrees ? Self.interval : Self.doubtfulInterval)
    }

    /// The fused embedding; nil while there is none.
    var embedding: Embedding? {
        guard let newest = looks.last?.time else { return nil }
        return Embedding(weightedMean: looks.map { ($0.embedding, Self.weight($0, at: newest)) })
    }

    private static func weight(_ look: Look, at time: Instant) -> Float {
        look.quality * Float(pow(0.5, time.seconds(since: look.time) / halfLife))
    }

    /// Nobody is sure any more that it is still the same face.
    mutating func doubt() { isDoubted = !looks.isEmpty }

    /// The answers are worth nothing any more; the face is the same.
    mutating func forgetAnswers() { (answer, last, dissents) = (nil, nil, 0) }

    /// Adds an embedding.
    ///
    /// - Parameters:
    ///   - embedding: of the face.
    ///   - quality: in `0...1`.
    ///   - time: when it was seen.
    ///   - departed: faces that have left; a new one that is one of them goes on where that one ended.
    mutating func add(
        _ embedding: Embedding,
        quality: Float,
        at time: Instant,
        departed: [TrackEvidence] = []
    ) {
        if looks.isEmpty, let before = Self.nearest(to: embedding, among: departed) { self = before }
        lastAsked = time
        let look = Look(embedding: embedding, quality: max(quality, 1e-3), time: time)
        if let known = self.embedding, known.squaredDistance(to: embedding) > Self.otherFace {
            others.append(look)
            guard isDoubted || others.count >= Self.otherLooks else { return }
            (looks, count) = (others, others.count)
            forgetAnswers()
        } else {
            looks.append(look)
            count += 1
        }
        (others, isDoubted) = ([], false)
        while looks.count > Self.memory {
            let least = looks.indices.min {
                Self.weight(looks[$0], at: time) < Self.weight(looks[$1], at: time)
            }
            looks.remove(at: least ?? 0)
        }
    }

    private static func nearest(to embedding: Embedding, among departed: [TrackEvidence]) -> TrackEvidence? {
        let distances = departed.map { $0.embedding?.squaredDistance(to: embedding) ?? .infinity }
        guard let best = distances.indices.min(by: { distances[$0] < distances[$1] }),
            distances[best] <= sameFace
        else { return nil }
        return departed[best]
    }

    /// Takes the answer about the fused embedding.
    ///
    /// - Parameters:
    ///   - identity: who it is.
    ///   - cut: the largest distance at which somebody is named.
    mutating func take(_ identity: Identity, cut: Float) {
        last = identity
        guard let answer else {
            if isEnough(identity, cut: cut) { self.answer = identity }
            return
        }
        guard answer.person != identity.person else {
            (self.answer, dissents) = (identity, 0)
            return
        }
        if let person = answer.person, let nearest = identity.nearest, identity.person == nil,
            nearest.person == person, nearest.d2 <= cut + Self.doubtful
        {
            dissents = 0
            return
        }
        dissents += 1
        let needed = answer.person == nil ? Self.reversal.unknown : Self.reversal.name
        if dissents >= needed { (self.answer, dissents) = (identity, 0) }
    }

    private func isEnough(_ identity: Identity, cut: Float) -> Bool {
        if isSingle { return true }
        switch identity {
        case .known(let nearest):
            return nearest.d2 <= cut - Self.slack[min(max(count, 1), Self.slack.count) - 1]
        case .unknown(let nearest):
            let isClear = (nearest?.d2 ?? .infinity) > cut + Self.doubtful
            return count >= (isClear ? Self.unknownLooks.clear : Self.unknownLooks.doubtful)
        }
    }
}
