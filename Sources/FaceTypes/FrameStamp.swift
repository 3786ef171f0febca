/// What there is to know of a frame beside its pixels.
public struct FrameStamp: Sendable, Hashable {
    /// The width in pixels, at least 1.
    public let width: Int
    /// The height in pixels, at least 1.
    public let height: Int
    /// The source's own number of the frame.
    public let sequence: UInt64
    /// When the picture was taken.
    public let capturedAt: Instant

    /// Makes a stamp.
    public init(width: Int, height: Int, sequence: UInt64, capturedAt: Instant) {
        (self.width, self.height, self.sequence, self.capturedAt) = (width, height, sequence, capturedAt)
    }
}
