public import FaceTypes

/// Follows faces from frame to frame by the overlap of their boxes, so that each keeps its number.
public struct FaceTracker: Sendable {
    /// The least IoU of a track's box and a detection that continues it.
    public var minimumOverlap: Float = 0.3
    /// In how many frames a face must be seen before it is believed.
    public var hitsToConfirm = 3
    /// How long a believed face may stay unseen before its track ends, in seconds.
    public var patience = 1.0
    /// After how many unseen seconds it may be somebody else who continues a track.
    public var doubt = 0.3

    private var tracks: [Track] = []
    private var nextNumber = 1
    // Kept from frame to frame, so that frames that bring nobody new allocate nothing.
    private var pairs: [(overlap: Float, track: Int, detection: Int)] = []
    private var isContinued: [Bool] = []
    private var isTaken: [Bool] = []

    /// Makes a tracker without tracks.
    public init() {}

    /// A tracker for pictures that have nothing to do with each other: each face is believed at once, and
    /// over with the next picture.
    public static var stills: FaceTracker {
        var tracker = FaceTracker()
        tracker.minimumOverlap = .infinity
        tracker.hitsToConfirm = 1
        tracker.patience = 0
        return tracker
    }

    /// What one frame brought.
    public struct Update: Sendable {
        /// All living tracks, by number.
        public let tracks: [Track]
        /// Believed tracks that are over.
        public let ended: [Track]
        /// Tracks that were unseen so long that somebody else may stand there now.
        public let regained: [TrackID]
    }

    /// Continues tracks with a frame's detections, and begins new ones.
    ///
    /// Pairs are taken by falling overlap: the best pair of all first.
    ///
    /// - Parameters:
    ///   - detections: what the frame shows.
    ///   - time: when it was taken.
    ///   - hasLooked: whether a face at a place would have been seen; a track that was not looked for stays as it is.
    /// - Returns: what the frame brought.
    public mutating func update(
        with detections: [Detection],
        at time: Instant,
        hasLooked: (Box) -> Bool = { _ in true }
    ) -> Update {
        pairs.removeAll(keepingCapacity: true)
        for (t, track) in tracks.enumerated() {
            for (d, detection) in detections.enumerated() {
                let overlap = track.detection.box.intersectionOverUnion(with: detection.box)
                if overlap >= minimumOverlap { pairs.append((overlap, t, d)) }
            }
        }
        pairs.sort { ($0.overlap, $1.track, $1.detection) > ($1.overlap, $0.track, $0.detection) }
        Self.reset(&isContinued, count: tracks.count)
        Self.reset(&isTaken, count: detections.count)
        var regained: [TrackID] = []
        for pair in pairs where !isContinued[pair.track] && !isTaken[pair.detection] {
            isContinued[pair.track] = true
            isTaken[pair.detection] = true
            if time.seconds(since: tracks[pair.track].lastSeen) > doubt {
                regained.append(tracks[pair.track].id)
            }
            tracks[pair.track] = seen(tracks[pair.track], detections[pair.detection], at: time)
        }
        for index in tracks.indices where !isContinued[index] {
            let track = tracks[index]
            let isLookedFor = hasLooked(track.detection.box) || time.seconds(since: track.lastSeen) > patience
            if isLookedFor, track.state == .confirmed { tracks[index].state = .lost }
            if isLookedFor, track.state == .tentative { tracks[index].isMissed = true }
        }
        var ended: [Track] = []
        for track in tracks where track.state == .lost && isOver(track, at: time) { ended.append(track) }
        for index in tracks.indices.reversed() where isOver(tracks[index], at: time) {
            tracks.remove(at: index)
        }
        for index in detections.indices where !isTaken[index] {
            tracks.append(
                Track(
                    id: TrackID(nextNumber),
                    detection: detections[index],
                    state: hitsToConfirm <= 1 ? .confirmed : .tentative,
                    at: time
                )
            )
            nextNumber += 1
        }
        return Update(tracks: tracks, ended: ended, regained: regained)
    }

    /// Moves tracks to where they are in a frame that the detector did not look at.
    ///
    /// - Parameters:
    ///   - boxes: where they are.
    ///   - time: when the frame was taken.
    /// - Returns: all living tracks, by number.
    public mutating func follow(_ boxes: [(id: TrackID, box: Box)], at time: Instant) -> [Track] {
        for (id, box) in boxes {
            guard let index = tracks.firstIndex(where: { $0.id == id }) else { continue }
            let before = tracks[index].detection.box
            tracks[index].detection = tracks[index].detection.mapped(box: box) {
                Point(x: $0.x + box.x - before.x, y: $0.y + box.y - before.y)
            }
            tracks[index].lastSeen = time
        }
        return tracks
    }

    /// Ends all tracks, and returns the believed ones.
    public mutating func end() -> [Track] {
        defer { tracks = [] }
        return tracks.filter { $0.state != .tentative }
    }

    private static func reset(_ flags: inout [Bool], count: Int) {
        flags.removeAll(keepingCapacity: true)
        for _ in 0..<count { flags.append(false) }
    }

    private func seen(_ track: Track, _ detection: Detection, at time: Instant) -> Track {
        var track = track
        track.detection = detection
        track.lastSeen = time
        track.hits += 1
        if track.state != .tentative || track.hits >= hitsToConfirm { track.state = .confirmed }
        return track
    }

    /// A face that was never believed goes as soon as it is missed; a believed one is waited for.
    private func isOver(_ track: Track, at time: Instant) -> Bool {
        switch track.state {
        case .tentative: track.isMissed
        case .confirmed: false
        case .lost: time.seconds(since: track.lastSeen) > patience
        }
    }
}
