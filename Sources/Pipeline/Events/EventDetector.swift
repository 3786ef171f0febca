import FaceTypes

/// Turns what is seen into few events: one `new` for a believed face, an `update` when its identity is settled or
/// changes, one `end` when it leaves; one `lost` and one `back` for each outage of the camera.
struct EventDetector {
    /// Begins the ids of this run's tracks, so that no other run has them.
    private let run: String
    private var sequence = 0
    /// The identity that was last told, by track.
    private var told: [TrackID: Identity?] = [:]

    /// Begins without anything told.
    ///
    /// - Parameters:
    ///   - time: when the program was started, in seconds since 1970.
    ///   - camera: its name, where there are several in one run.
    init(startedAt time: Double, camera: String? = nil) {
        let start = String(Int(time * 1000), radix: 36)
        run = camera.map { "\($0)-\(start)" } ?? start
    }

    /// Notes what is known of tracks that live.
    ///
    /// - Parameters:
    ///   - tracks: those of which something may be new.
    ///   - frame: the frame that they are of.
    ///   - time: now.
    ///   - identity: what is settled about a track.
    /// - Returns: what is worth telling, in order.
    mutating func update(
        tracks: [Track],
        frame: FrameStamp,
        at time: Moment,
        identity: (TrackID) -> Identity?
    ) -> [Event] {
        var events: [Event] = []
        for track in tracks where track.state != .tentative {
            let now = identity(track.id)
            if let before = told[track.id] {
                // What is in doubt for a moment is not told; what comes of it is, if it is something else.
                guard let now, before == nil || before?.person != now.person else { continue }
                events.append(event(.update, track, frame, now, at: time))
            } else {
                events.append(event(.new, track, frame, now, at: time))
            }
            told[track.id] = .some(now)
        }
        return events
    }

    /// Notes tracks that are over; those that were never told of are not.
    mutating func end(
        _ tracks: [Track],
        frame: FrameStamp,
        at time: Moment,
        identity: (TrackID) -> Identity?
    ) -> [Event] {
        tracks.filter { told[$0.id] != nil }.map { track in
            told[track.id] = nil
            return event(.end, track, frame, identity(track.id), at: time)
        }
    }

    /// Notes that the camera was lost.
    mutating func lost(reason: String, at time: Moment) -> Event {
        event(.lost, about: .camera(reason: reason), of: time.instant, at: time, duration: 0)
    }

    /// Notes that the camera is back, after so many seconds.
    mutating func back(after seconds: Double, at time: Moment) -> Event {
        event(.back, about: .camera(reason: nil), of: time.instant, at: time, duration: seconds)
    }

    private mutating func event(
        _ kind: Event.Kind,
        _ track: Track,
        _ frame: FrameStamp,
        _ identity: Identity?,
        at time: Moment
    ) -> Event {
        let sighting = Event.Sighting(
            track: "\(run)-\(track.id.number)",
            detection: track.detection,
            frameWidth: frame.width,
            frameHeight: frame.height,
            identity: identity
        )
        let duration = track.lastSeen.seconds(since: track.began)
        return event(kind, about: .face(sighting), of: frame.capturedAt, at: time, duration: duration)
    }

    private mutating func event(
        _ kind: Event.Kind,
        about subject: Event.Subject,
        of instant: Instant,
        at time: Moment,
        duration: Double
    ) -> Event {
        sequence += 1
        return Event(
            kind: kind,
            sequence: sequence,
            time: time.wallTime,
            monotonic: instant,
            subject: subject,
            duration: duration
        )
    }
}
