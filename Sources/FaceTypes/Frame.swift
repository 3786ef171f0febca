/// One picture from a source.
public struct Frame: Sendable {
    /// The pixels: 8-bit RGB, `[height][width][3]`, rows top to bottom, no padding.
    public let pixels: [UInt8]
    /// The width in pixels, at least 1.
    public let width: Int
    /// The height in pixels, at least 1.
    public let height: Int
    /// The source's own number of this frame; a gap means that the source dropped frames.
    public let sequence: UInt64
    /// When the picture was taken.
    public let capturedAt: Instant

    /// Makes a frame from packed RGB pixels, of which there must be `width * height * 3`.
    public init(pixels: [UInt8], width: Int, height: Int, sequence: UInt64 = 0, capturedAt: Instant = .now())
    {
        precondition(
            width > 0 && height > 0 && pixels.count == width * height * 3,
            "a frame of \(width)x\(height) from \(pixels.count) bytes"
        )
        (self.pixels, self.width, self.height, self.sequence) = (pixels, width, height, sequence)
        self.capturedAt = capturedAt
    }

    /// What there is to know of the frame beside its pixels.
    public var stamp: FrameStamp {
        FrameStamp(width: width, height: height, sequence: sequence, capturedAt: capturedAt)
    }

    /// Returns the part of the picture inside a box, which is cut at the frame's edges; nil where nothing is left.
    public func cropped(to box: Box) -> Frame? {
        func pixel(_ position: Float, within limit: Int) -> Int { Int(min(max(position, 0), Float(limit))) }
        let left = pixel(box.x, within: width)
        let top = pixel(box.y, within: height)
        let right = pixel(box.maxX, within: width)
        let bottom = pixel(box.maxY, within: height)
        guard right > left, bottom > top else { return nil }
        var cut = [UInt8]()
        cut.reserveCapacity((right - left) * (bottom - top) * 3)
        for y in top..<bottom { cut += pixels[(y * width + left) * 3..<(y * width + right) * 3] }
        return Frame(
            pixels: cut,
            width: right - left,
            height: bottom - top,
            sequence: sequence,
            capturedAt: capturedAt
        )
    }
}
