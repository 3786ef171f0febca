import CKernels

/// A picture in somebody else's memory, for as long as that is lent.
@safe public struct PictureBytes: ~Copyable {
    /// How pixels lie in memory.
    public enum Layout: Sendable {
        /// A byte a pixel.
        case gray
        /// Three bytes a pixel: red, green, blue.
        case rgb
        /// Luma, blue, luma, red for two pixels.
        case yuyv
        /// All luma, then blue and red for two by two pixels, in lines as long as those of luma.
        case nv12
    }

    /// In pixels.
    public let width: Int
    /// In pixels.
    public let height: Int
    private let layout: Layout
    private let bytes: UnsafeRawBufferPointer
    private let bytesPerLine: Int

    /// Describes a picture; nil where its bytes are too few for it, or its width is not even where two pixels share
    /// their color.
    ///
    /// - Parameters:
    ///   - layout: how pixels lie in memory.
    ///   - width: in pixels, at least 1.
    ///   - height: in pixels, at least 1.
    ///   - bytesPerLine: from one line to the next, of the first plane.
    ///   - bytes: the picture.
    public init?(
        _ layout: Layout,
        width: Int,
        height: Int,
        bytesPerLine: Int,
        _ bytes: UnsafeRawBufferPointer
    ) {
        guard width > 0, height > 0, layout == .gray || layout == .rgb || width.isMultiple(of: 2) else {
            return nil
        }
        let (perPixel, lines) =
            switch layout {
            case .gray: (1, height)
            case .rgb: (3, height)
            case .yuyv: (2, height)
            case .nv12: (1, height + (height + 1) / 2)
            }
        let (least, isTooWide) = width.multipliedReportingOverflow(by: perPixel)
        let (before, isTooLarge) = bytesPerLine.multipliedReportingOverflow(by: lines - 1)
        guard !isTooWide, !isTooLarge, bytesPerLine >= least, bytes.count - least >= before else {
            return nil
        }
        (self.width, self.height, self.layout, self.bytesPerLine) = (width, height, layout, bytesPerLine)
        unsafe self.bytes = bytes
    }

    /// Lends packed RGB pixels, `[height][width][3]`, or a part of them.
    ///
    /// - Parameters:
    ///   - pixels: the pixels.
    ///   - width: of a line of them, in pixels.
    ///   - part: the part's left, top, width and height, which lies inside; all where it is nil.
    ///   - body: reads the picture.
    /// - Returns: what `body` returned.
    public static func lending<Result>(
        _ pixels: [UInt8],
        width: Int,
        part: (x: Int, y: Int, width: Int, height: Int)? = nil,
        _ body: (borrowing PictureBytes) -> Result
    ) -> Result {
        let part = part ?? (0, 0, width, pixels.count / (width * 3))
        return unsafe pixels.withUnsafeBytes { bytes in
            let picture = unsafe PictureBytes(
                .rgb,
                width: part.width,
                height: part.height,
                bytesPerLine: width * 3,
                UnsafeRawBufferPointer(rebasing: bytes[((part.y * width + part.x) * 3)...])
            )
            guard let picture else {
                preconditionFailure("\(bytes.count) bytes for \(part) of lines of \(width)")
            }
            return body(picture)
        }
    }

    func withTable(_ body: (inout ck_picture) -> Void) {
        let layout =
            switch layout {
            case .gray: ck_gray
            case .rgb: ck_rgb
            case .yuyv: ck_yuyv
            case .nv12: ck_nv12
            }
        var picture = unsafe ck_picture(
            layout: layout,
            width: width,
            height: height,
            bytes: bytes.bindMemory(to: UInt8.self).baseAddress,
            bytes_per_line: bytesPerLine
        )
        unsafe body(&picture)
    }
}

/// What resizing needs to remember, kept from picture to picture.
public struct ResizeScratch: Sendable {
    var sums: [Int32] = []
    var row: [UInt8] = []

    /// Makes an empty one.
    public init() {}

    mutating func reserve(width: Int, outWidth: Int) {
        let needed = 9 * outWidth + 2
        if sums.count < needed { sums = [Int32](repeating: 0, count: needed) }
        if row.count < width * 3 { row = [UInt8](repeating: 0, count: width * 3) }
    }
}
