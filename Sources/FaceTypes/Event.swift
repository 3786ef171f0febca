/// One thing worth noting: a face came, its identity changed, it left; the camera was lost, or is back.
public struct Event: Sendable, Hashable {
    /// What happened.
    public enum Kind: String, Sendable, Hashable {
        /// A face appeared and was believed.
        case new
        /// Its identity was settled, or changed.
        case update
        /// It left.
        case end
        /// The camera gives no frames any more, or can't be had yet.
        case lost
        /// It gives frames again.
        case back
    }

    /// What the event is about.
    public enum Subject: Sendable, Hashable {
        /// A face.
        case face(Sighting)
        /// The camera; why it was lost.
        case camera(reason: String?)
    }

    /// A face as it was last seen.
    public struct Sighting: Sendable, Hashable {
        /// The track, as text that no other run uses.
        public let track: String
        /// Where the face was.
        public let detection: Detection
        /// The size of the frame.
        public let frameWidth: Int
        /// The size of the frame.
        public let frameHeight: Int
        /// Who it is; nil while that is not settled.
        public let identity: Identity?

        /// Makes a sighting.
        public init(
            track: String,
            detection: Detection,
            frameWidth: Int,
            frameHeight: Int,
            identity: Identity?
        ) {
            (self.track, self.detection, self.frameWidth) = (track, detection, frameWidth)
            (self.frameHeight, self.identity) = (frameHeight, identity)
        }
    }

    /// What happened.
    public let kind: Kind
    /// Counts the events of this run from 1.
    public let sequence: Int
    /// The wall clock: seconds since 1970, UTC.
    public let time: Double
    /// The moment of the frame that the event is about, or of the loss.
    public let monotonic: Instant
    /// What it is about.
    public let subject: Subject
    /// Seconds from a track's first to its last sight, or for which a camera was lost.
    public let duration: Double

    /// Makes an event.
    public init(
        kind: Kind,
        sequence: Int,
        time: Double,
        monotonic: Instant,
        subject: Subject,
        duration: Double
    ) {
        (self.kind, self.sequence, self.time, self.monotonic) = (kind, sequence, time, monotonic)
        (self.subject, self.duration) = (subject, duration)
    }

    /// Whether a face turned out to be of nobody known.
    public var isOfStranger: Bool {
        guard kind == .update || kind == .new, case .unknown = face?.identity else { return false }
        return true
    }

    /// The face that it is about; nil where it is about the camera.
    public var face: Sighting? {
        guard case .face(let sighting) = subject else { return nil }
        return sighting
    }
}
