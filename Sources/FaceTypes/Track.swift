/// The number of a track, unique within one run.
public struct TrackID: Sendable, Hashable, Comparable {
    /// Counts from 1.
    public let number: Int

    /// Makes a track's number.
    public init(_ number: Int) { self.number = number }

    /// Orders tracks by when they began.
    public static func < (lhs: TrackID, rhs: TrackID) -> Bool { lhs.number < rhs.number }
}

/// One face followed over frames.
public struct Track: Sendable, Hashable {
    /// Where a track stands in its life.
    public enum State: Sendable, Hashable {
        /// Seen too few times to be believed.
        case tentative
        /// Seen often enough.
        case confirmed
        /// Believed, but not seen in the last frame.
        case lost
    }

    /// The number that the face keeps.
    public let id: TrackID
    /// The newest detection.
    public var detection: Detection
    /// Where it stands.
    public var state: State
    /// In how many frames it was seen.
    public var hits: Int
    /// Whether a frame that should have shown it did not; only of a tentative one.
    public var isMissed = false
    /// When it was first seen.
    public let began: Instant
    /// When it was last seen.
    public var lastSeen: Instant

    /// Makes a track from the detection that began it.
    public init(id: TrackID, detection: Detection, state: State, at time: Instant) {
        (self.id, self.detection, self.state) = (id, detection, state)
        self.hits = 1
        self.began = time
        self.lastSeen = time
    }
}
