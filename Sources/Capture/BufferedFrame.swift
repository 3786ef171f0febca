public import FaceTypes

/// A frame in a camera's buffer: not copied before somebody looks at it.
public final class BufferedFrame: Sendable {
    /// When it was taken.
    public let capturedAt: Instant
    /// For how many seconds it shows the present.
    private let life: Double
    private let buffer: FilledBuffer
    private let decoder: FrameDecoder
    private let tally: FrameTally

    init(_ buffer: FilledBuffer, capturedAt: Instant, life: Double, decoder: FrameDecoder, tally: FrameTally)
    {
        self.life = life
        self.buffer = buffer
        self.capturedAt = capturedAt
        self.decoder = decoder
        self.tally = tally
    }

    /// Decodes it; nil where it is broken, or too old because the program was held up.
    func decoded() -> Frame? {
        guard Instant.now().seconds(since: capturedAt) <= life else {
            tally.noteSkipped()
            return nil
        }
        let frame = decoder.frame(buffer, capturedAt: capturedAt)
        tally.noteDecoding(isWhole: frame != nil)
        return frame
    }
}
