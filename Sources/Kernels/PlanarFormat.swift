import CKernels

/// How video frames lie in memory as planes without padding: luma, then the blue and the red color differences
/// (ITU-R BT.601).
public struct PlanarFormat: Sendable, Hashable {
    /// How color is sampled.
    public enum Sampling: Sendable {
        /// Not at all.
        case mono
        /// Once for two by two pixels.
        case yuv420
        /// Once for two pixels of a line.
        case yuv422
        /// For each pixel.
        case yuv444
    }

    /// In pixels, at least 1.
    public var width: Int
    /// In pixels, at least 1.
    public var height: Int
    /// How color is sampled.
    public var sampling: Sampling
    /// Whether luma spans 0...255 instead of 16...235.
    public var isFullRange: Bool

    /// Describes frames.
    public init(width: Int, height: Int, sampling: Sampling, isFullRange: Bool) {
        (self.width, self.height, self.sampling, self.isFullRange) = (width, height, sampling, isFullRange)
    }

    /// The size of a plane of color differences.
    private var chroma: Extent {
        switch sampling {
        case .mono: Extent(0)
        case .yuv420: Extent(height: (height + 1) / 2, width: (width + 1) / 2)
        case .yuv422: Extent(height: height, width: (width + 1) / 2)
        case .yuv444: Extent(height: height, width: width)
        }
    }

    /// Bytes of a frame.
    public var byteCount: Int { width * height + 2 * chroma.width * chroma.height }

    /// Lends a frame to a kernel.
    fileprivate func withTable(_ planes: borrowing Span<UInt8>, _ body: (inout ck_planes) -> Void) {
        precondition(planes.count == byteCount, "\(planes.count) bytes for \(self)")
        unsafe planes.withUnsafeBufferPointer { planes in
            guard let luma = planes.baseAddress else { return }
            let blue = sampling == .mono ? nil : unsafe luma + width * height
            var frame = unsafe ck_planes(
                width: width,
                height: height,
                luma: luma,
                blue: blue,
                red: blue.map { unsafe $0 + chroma.width * chroma.height },
                halves_width: sampling == .yuv420 || sampling == .yuv422 ? 1 : 0,
                halves_height: sampling == .yuv420 ? 1 : 0,
                offset: isFullRange ? 0 : 16,
                gain: isFullRange ? 65536 : 76309,
                red_of_v: isFullRange ? 91881 : 104597,
                green_of_u: isFullRange ? 22554 : 25675,
                green_of_v: isFullRange ? 46802 : 53279,
                blue_of_u: isFullRange ? 116130 : 132201
            )
            unsafe body(&frame)
        }
    }
}

extension KernelSet {
    /// Converts a video frame to packed RGB, `[height][width][3]` bytes.
    ///
    /// - Parameters:
    ///   - planes: `format.byteCount` bytes.
    ///   - format: how they lie.
    /// - Returns: the pixels.
    public func rgb(_ planes: Span<UInt8>, _ format: PlanarFormat) -> [UInt8] {
        let bytes = format.width * format.height * 3
        return unsafe [UInt8](unsafeUninitializedCapacity: bytes) { pixels, count in
            unsafe format.withTable(planes) { unsafe table.u8_planes(&$0, pixels.baseAddress) }
            count = bytes
        }
    }
}
