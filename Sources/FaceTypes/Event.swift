/// One thing worth noting about a track: it came, its identity changed, it left.
public struct Event: Sendable, Hashable {
    /// Where in a track's life.
    public enum Kind: String, Sendable, Hashable {
        /// A face appeared and was believed.
        case new
        /// Its identity was settled, or changed.
        case update
        /// It left.
        case end
    }

    /// What happened.
    public let kind: Kind
    /// Counts the events of this run from 1.
    public let sequence: Int
    /// The wall clock: seconds since 1970, UTC.
    public let time: Double
    /// The moment of the frame that the event is about.
    public let monotonic: Instant
    /// The track, as text that no other run uses.
    public let track: String
    /// Where the face was last seen.
    public let detection: Detection
    /// The size of the frame.
    public let frameWidth: Int
    /// The size of the frame.
    public let frameHeight: Int
    /// Who it is; nil while that is not settled.
    public let identity: Identity?
    /// Seconds from the track's first to its last sight.
    public let duration: Double

    /// Makes an event.
    public init(
        kind: Kind,
        sequence: Int,
        time: Double,
        monotonic: Instant,
        track: String,
        detection: Detection,
        frameWidth: Int,
        frameHeight: Int,
        identity: Identity?,
        duration: Double
    ) {
        self.kind = kind
        self.sequence = sequence
        self.time = time
        self.monotonic = monotonic
        self.track = track
        self.detection = detection
        self.frameWidth = frameWidth
        self.frameHeight = frameHeight
        self.identity = identity
        self.duration = duration
    }
}
