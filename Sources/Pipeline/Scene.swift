import Capture
import FaceTypes

/// All that is known about who is in front of one camera: a value that inputs change, and that says what is to be done.
///
/// Knows no thread and no clock; whoever has it says when an input came.
struct Scene: Sendable {
    /// What a frame showed.
    struct Look: Sendable {
        /// The frame.
        let stamp: FrameStamp
        /// Its picture; nil where only the detector saw it.
        let picture: Frame?
        /// All that the detector saw.
        let detections: [Detection]
        /// The faces that are followed.
        let tracks: [Track]
        /// Believed ones that are over.
        var ended: [Track] = []
        /// Those that were out of sight for so long that somebody else may stand there now.
        var regained: [TrackID] = []
    }

    /// What became of a request.
    struct Answer: Sendable {
        /// Whose face it is.
        let track: TrackID
        /// When the frame was taken.
        let capturedAt: Instant
        /// What is known of it now, or why the face can't be used; nil where the frame could not be read.
        let outcome: Result<TrackEvidence, FaceRefusal>?
        /// That of the request.
        let epoch: Int
        /// The picture that it was recognized in, for who may want to enroll it.
        var photo: FacePhoto?
        /// What the answer was made from, for who may ask.
        var explanation: Explanation?
    }

    /// Something that happened.
    enum Input: Sendable {
        /// A frame was looked at.
        case looked(Look)
        /// Tracks ended without a frame that shows it.
        case forgotten([Track])
        /// A face was recognized, or not.
        case answered(Answer)
        /// The source was opened, lost, or ended.
        case source(SourceChange)
        /// The user holds the source, or lets it go on.
        case pauseToggled
        /// There are people to compare with, or others than before.
        case galleryChanged
        /// A face is to be looked at in every frame; nil for none.
        case followed(TrackID?)
    }

    /// A face to be recognized, in the frame that was looked at.
    struct Request: Sendable {
        /// Whose face it is.
        let track: TrackID
        /// Where it is.
        let detection: Detection
        /// All that the detector saw.
        let others: [Detection]
        /// What was known of it before.
        let evidence: TrackEvidence
        /// Faces that have left, of which it may be one.
        let departed: [TrackEvidence]
        /// Tells an answer that came too late.
        let epoch: Int
    }

    /// What is to be done.
    struct Effects: Sendable {
        /// To be recorded, in order.
        var events: [Event] = []
        /// To be recognized.
        var requests: [Request] = []
        /// How many unknown people are told of whom the user wants to hear of.
        var strangers = 0
        /// Unknown people who have left.
        var unknown: [UnknownVisit] = []
        /// Whether the source is held from now on; nil for as before.
        var holdsSource: Bool?
    }

    /// What is known of one track.
    private struct Record {
        var track: Track
        var evidence: TrackEvidence
        /// Grows when what is asked for would be outdated.
        var epoch = 0
        var refusal: FaceRefusal?
        var photo: FacePhoto?
        var explanation: Explanation?
        /// The best picture of the face, and how good it is.
        var best: (picture: Frame, quality: Float)?
        /// Whether its face is being recognized.
        var isAsked = false

        var face: Snapshot.Face { face(of: track) }

        func face(of track: Track) -> Snapshot.Face {
            Snapshot.Face(
                track: track,
                identity: evidence.settled,
                refusal: refusal,
                photo: photo,
                explanation: explanation
            )
        }
    }

    /// A picture older than so many seconds is not shown, unless the one before was as old: then nothing is faster.
    static let oldestShown = 0.1
    /// So many who have left are known again if they come back within so many seconds.
    private static let departure = (most: 16, seconds: 60.0)
    /// How many of the last events a snapshot has.
    private static let eventsShown = 200

    /// A frame whose events wait for its answers: whoever is waited for is told of with a name.
    private struct Unanswered {
        let look: Look
        var requests: Int
    }

    private let delivery: Delivery
    private let words: @Sendable (CaptureError) -> String
    private var records: [TrackID: Record] = [:]
    /// Who has left, the last one last.
    private var departed: [(evidence: TrackEvidence, at: Instant)] = []
    private var detector: EventDetector
    private var last: FrameStamp?
    private var unanswered: Unanswered?
    /// The face that is looked at in every frame.
    private var followed: TrackID?
    /// Whether the last picture was too old when it had been looked at.
    private var wasLate = false
    /// Before the gallery is read nobody could be named, and somebody enrolled would be told of as a stranger.
    private var isGalleryRead: Bool

    /// What there is to show, but for rates and the gallery.
    private(set) var snapshot = Snapshot()
    /// Why the source failed, if it did.
    private(set) var failure: CaptureError?

    /// Makes a scene without anybody.
    ///
    /// - Parameters:
    ///   - camera: what to call the source.
    ///   - delivery: how its frames come.
    ///   - name: tells the ids of its tracks from those of other cameras; nil where there is only this one.
    ///   - start: when the program was started: no other run has the same ids.
    ///   - words: says why a source is lost or failed.
    ///   - isGalleryRead: whether faces can be named already.
    init(
        camera: String,
        delivery: Delivery,
        name: String? = nil,
        startedAt start: Moment,
        words: @escaping @Sendable (CaptureError) -> String = { $0.description },
        isGalleryRead: Bool
    ) {
        self.words = words
        self.delivery = delivery
        self.isGalleryRead = isGalleryRead
        detector = EventDetector(startedAt: start.wallTime, camera: name)
        snapshot.sourceName = camera
    }

    /// Notes what happened.
    ///
    /// - Parameters:
    ///   - input: what.
    ///   - time: when.
    /// - Returns: what is to be done about it.
    mutating func apply(_ input: Input, at time: Moment) -> Effects {
        var effects = Effects()
        switch input {
        case .looked(let look):
            note(look, &effects, at: time)
        case .forgotten(let ended):
            tell(ended: ended, &effects, at: time)
        case .answered(let answer):
            note(answer, &effects, at: time)
        case .source(let change):
            note(change, &effects, at: time)
        case .pauseToggled:
            let holds = snapshot.source != .paused
            effects.holdsSource = holds
            switch snapshot.source {
            case .opening, .running, .lost, .paused: snapshot.source = holds ? .paused : .opening
            case .ended, .failed: break
            }
        case .followed(let track): followed = track
        case .galleryChanged:
            isGalleryRead = true
            for index in departed.indices { departed[index].evidence.forgetAnswers() }
            for id in records.keys {
                records[id]?.evidence.forgetAnswers()
                records[id]?.epoch += 1
            }
        }
        effects.strangers = effects.events.count { $0.isOfStranger && !isIgnored($0) }
        snapshot.events.append(contentsOf: effects.events)
        snapshot.events.removeFirst(max(0, snapshot.events.count - Self.eventsShown))
        return effects
    }

    /// Whether an event is about a face that the user does not want to hear of.
    private func isIgnored(_ event: Event) -> Bool {
        guard let number = event.face?.track.split(separator: "-").last.flatMap({ Int($0) }) else {
            return false
        }
        return records[TrackID(number)]?.explanation?.isIgnored ?? false
    }

    private mutating func note(_ look: Look, _ effects: inout Effects, at time: Moment) {
        if let before = unanswered { tell(before.look, &effects, at: time) }
        last = look.stamp
        for id in look.regained {
            records[id]?.evidence.doubt()
            records[id]?.epoch += 1
        }
        // Of those that are not believed yet nobody says when they are over.
        for track in look.tracks where track.state != .tentative {
            records[track.id, default: Record(track: track, evidence: delivery.evidence)].track =
                track
        }
        departed.removeAll { time.instant.seconds(since: $0.at) > Self.departure.seconds }
        for track in look.tracks where track.state == .confirmed {
            guard isGalleryRead, var record = records[track.id], !record.isAsked,
                track.id == followed || record.evidence.isDue(at: look.stamp.capturedAt)
            else { continue }
            record.isAsked = true
            records[track.id] = record
            effects.requests.append(
                Request(
                    track: track.id,
                    detection: track.detection,
                    others: look.detections,
                    evidence: record.evidence,
                    departed: record.evidence.count == 0 ? departed.map(\.evidence) : [],
                    epoch: record.epoch
                )
            )
        }
        show(look, at: time.instant)
        if delivery.isLockstep, !effects.requests.isEmpty {
            unanswered = Unanswered(look: look, requests: effects.requests.count)
        } else {
            tell(look, &effects, at: time)
        }
    }

    /// Tells what a frame brought.
    private mutating func tell(_ look: Look, _ effects: inout Effects, at time: Moment) {
        unanswered = nil
        effects.events += detector.update(tracks: look.tracks, frame: look.stamp, at: time) {
            records[$0]?.evidence.settled
        }
        tell(ended: look.ended, &effects, at: time)
    }

    /// Shows a picture, unless it is late, or of a camera that was lost while it was looked at.
    private mutating func show(_ look: Look, at time: Instant) {
        if case .lost = snapshot.source { return }
        let isLate =
            delivery.canBeLate && time.seconds(since: look.stamp.capturedAt) > Self.oldestShown
        if !isLate || wasLate {
            if let picture = look.picture { snapshot.frame = picture }
            snapshot.faces = look.tracks.filter { $0.state != .tentative }.compactMap { records[$0.id]?.face }
        }
        wasLate = isLate
        if snapshot.source == .opening { snapshot.source = .running }
    }

    private mutating func tell(ended: [Track], _ effects: inout Effects, at time: Moment) {
        guard let last else { return }
        effects.events += detector.end(ended, frame: last, at: time) { records[$0]?.evidence.settled }
        for track in ended {
            guard let record = records.removeValue(forKey: track.id) else { continue }
            if let visit = Self.unknownVisit(record, track, at: time) { effects.unknown.append(visit) }
            if record.evidence.count > 0, delivery.knowsWhoLeft {
                departed.append((record.evidence, time.instant))
            }
        }
        departed.removeFirst(max(0, departed.count - Self.departure.most))
        snapshot.faces.removeAll { records[$0.track.id] == nil }
    }

    /// What is kept of somebody unknown who has left, and whom the user wants to hear of.
    private static func unknownVisit(_ record: Record, _ track: Track, at time: Moment) -> UnknownVisit? {
        guard case .unknown = record.evidence.settled, record.explanation?.isIgnored == false,
            let picture = record.best?.picture
        else { return nil }
        let end = time.wallTime - time.instant.seconds(since: track.lastSeen)
        let length = max(0, track.lastSeen.seconds(since: track.began))
        return UnknownVisit(picture: picture, seen: end - length...end)
    }

    private mutating func note(_ answer: Answer, _ effects: inout Effects, at time: Moment) {
        // The track may have ended meanwhile.
        guard var record = records[answer.track], let last else { return }
        record.isAsked = false
        record.photo = answer.photo ?? record.photo
        record.explanation = answer.explanation ?? record.explanation
        if let photo = answer.photo, let quality = answer.explanation?.quality.overall,
            quality > record.best?.quality ?? 0, let picture = photo.cropped
        {
            record.best = (picture, quality)
        }
        switch answer.outcome {
        case .success(let evidence):
            record.refusal = nil
            if answer.epoch == record.epoch { record.evidence = evidence }
        case .failure(let refusal): record.refusal = refusal
        case nil: record.refusal = nil
        }
        records[answer.track] = record
        if var waiting = unanswered {
            waiting.requests -= 1
            unanswered = waiting
            if waiting.requests == 0 { tell(waiting.look, &effects, at: time) }
        } else {
            effects.events += detector.update(tracks: [record.track], frame: last, at: time) { _ in
                record.evidence.settled
            }
        }
        if let index = snapshot.faces.firstIndex(where: { $0.track.id == answer.track }) {
            snapshot.faces[index] = record.face(of: snapshot.faces[index].track)
        }
    }

    /// Notes what happened to the source: nothing of what it showed is true any more when it is lost.
    private mutating func note(_ change: SourceChange, _ effects: inout Effects, at time: Moment) {
        switch change {
        case .opened(_, let mode): snapshot.mode = mode
        case .waiting(let error): showLost(error)
        case .lost(let error):
            showLost(error)
            effects.events.append(detector.lost(reason: words(error), at: time))
        case .back(let seconds):
            if case .lost = snapshot.source { snapshot.source = .opening }
            effects.events.append(detector.back(after: seconds, at: time))
        case .ended(let error):
            failure = error
            snapshot.source = error.map { .failed(words($0)) } ?? .ended
        }
    }

    private mutating func showLost(_ error: CaptureError) {
        if snapshot.source != .paused { snapshot.source = .lost(words(error)) }
        (snapshot.frame, snapshot.faces) = (nil, [])
    }
}
