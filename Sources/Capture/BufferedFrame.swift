public import FaceTypes

/// A frame in a camera's buffer: not copied before somebody looks at it.
public final class BufferedFrame: Sendable {
    /// When it was taken.
    public let capturedAt: Instant
    private let buffer: FilledBuffer
    private let decoder: FrameDecoder
    private let tally: FrameTally

    init(_ buffer: FilledBuffer, capturedAt: Instant, decoder: FrameDecoder, tally: FrameTally) {
        self.buffer = buffer
        self.capturedAt = capturedAt
        self.decoder = decoder
        self.tally = tally
    }

    /// Decodes it; nil where it is broken.
    func decoded() -> Frame? {
        let frame = decoder.frame(buffer, capturedAt: capturedAt)
        tally.noteDecoding(isWhole: frame != nil)
        return frame
    }
}
