import FaceTypes
import FoundationEssentials

/// Turns what is seen into few events: one `new` for a believed face, an `update` when its identity is settled or
/// changes, one `end` when it leaves; one `lost` and one `back` for each outage of the camera.
struct EventDetector {
    /// Begins the ids of this run's tracks, so that no other run has them.
    private let run: String
    private var sequence = 0
    /// The identity that was last told, by track.
    private var told: [TrackID: Identity?] = [:]

    init(startedAt time: Double) { run = String(Int(time * 1000), radix: 36) }

    /// Notes one frame.
    ///
    /// - Parameters:
    ///   - tracks: all that live.
    ///   - ended: believed ones that are over.
    ///   - frame: the frame that they are of.
    ///   - identity: what is settled about a track.
    /// - Returns: what is worth telling, in order.
    mutating func update(
        tracks: [Track],
        ended: [Track],
        frame: FrameStamp,
        identity: (TrackID) -> Identity?
    ) -> [Event] {
        var events: [Event] = []
        for track in tracks where track.state != .tentative {
            let now = identity(track.id)
            if let before = told[track.id] {
                // What is in doubt for a moment is not told; what comes of it is, if it is something else.
                guard let now, before == nil || before?.person != now.person else { continue }
                events.append(event(.update, track, frame, now))
            } else {
                events.append(event(.new, track, frame, now))
            }
            told[track.id] = .some(now)
        }
        for track in ended where told[track.id] != nil {
            events.append(event(.end, track, frame, identity(track.id)))
            told[track.id] = nil
        }
        return events
    }

    /// Notes that the camera was lost.
    mutating func lost(reason: String, at time: Instant) -> Event {
        event(.lost, about: .camera(reason: reason), at: time, duration: 0)
    }

    /// Notes that the camera is back, after so many seconds.
    mutating func back(after seconds: Double, at time: Instant) -> Event {
        event(.back, about: .camera(reason: nil), at: time, duration: seconds)
    }

    private mutating func event(
        _ kind: Event.Kind,
        _ track: Track,
        _ frame: FrameStamp,
        _ identity: Identity?
    )
        -> Event
    {
        let sighting = Event.Sighting(
            track: "\(run)-\(track.id.number)",
            detection: track.detection,
            frameWidth: frame.width,
            frameHeight: frame.height,
            identity: identity
        )
        let duration = track.lastSeen.seconds(since: track.began)
        return event(kind, about: .face(sighting), at: frame.capturedAt, duration: duration)
    }

    private mutating func event(
        _ kind: Event.Kind,
        about subject: Event.Subject,
        at time: Instant,
        duration: Double
    )
        -> Event
    {
        sequence += 1
        return Event(
            kind: kind,
            sequence: sequence,
            time: Date().timeIntervalSince1970,
            monotonic: time,
            subject: subject,
            duration: duration
        )
    }
}
