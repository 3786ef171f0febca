public import FaceTypes
import Kernels

/// A frame in a camera's buffer: not copied before somebody looks at it.
public final class BufferedFrame: Sendable {
    /// Its size, number and time.
    public let stamp: FrameStamp
    /// For how many seconds it shows the present.
    private let life: Double
    private let buffer: FilledBuffer
    private let decoder: FrameDecoder
    private let tally: FrameTally
    private let clock: Clock

    init(
        _ buffer: FilledBuffer,
        capturedAt time: Instant,
        life: Double,
        decoder: FrameDecoder,
        tally: FrameTally,
        clock: Clock
    ) {
        stamp = FrameStamp(
            width: decoder.size.width,
            height: decoder.size.height,
            sequence: UInt64(buffer.sequence),
            capturedAt: time
        )
        (self.life, self.buffer, self.decoder, self.tally, self.clock) = (life, buffer, decoder, tally, clock)
    }

    /// Whether it still shows the present; counts it as passed over where the program was held up for too
    /// long.
    func isCurrent() -> Bool {
        let isCurrent = clock.now.seconds(since: stamp.capturedAt) <= life
        if !isCurrent { tally.noteSkipped(stamp.sequence) }
        return isCurrent
    }

    /// Decodes it; nil where it is broken.
    func decoded() -> Frame? {
        let pixels = decoder.pixels(of: buffer)
        tally.noteDecoding(stamp.sequence, isWhole: pixels != nil)
        return pixels.map { pixels in
            Frame(
                pixels: pixels,
                width: stamp.width,
                height: stamp.height,
                sequence: stamp.sequence,
                capturedAt: stamp.capturedAt
            )
        }
    }

    /// Lends the picture, reduced where it is a JPEG; nil where it must be decoded first, or is broken.
    func withBrightness<Result>(
        reducedBy most: Int,
        _ body: (borrowing PictureBytes, _ factor: Int) -> Result
    ) -> Result? {
        decoder.withBrightness(buffer, reducedBy: most, body)
    }

    /// Notes that it was looked at without decoding: it counts as whole.
    func noteSeen() { tally.noteDecoding(stamp.sequence, isWhole: true) }

    /// Lends the picture as the camera gave it; nil where it can't be read without decoding.
    func withPicture<Result>(_ body: (borrowing PictureBytes) -> Result) -> Result? {
        let result = decoder.withPicture(buffer, body)
        if result != nil { tally.noteDecoding(stamp.sequence, isWhole: true) }
        return result
    }
}
