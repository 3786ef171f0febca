/// How a camera's pixels lie in memory: V4L2's code of four characters.
public struct PixelFormat: Sendable, Hashable, CustomStringConvertible {
    /// The four characters, the first in the lowest byte.
    let code: UInt32

    init(code: UInt32) { self.code = code }

    /// Understands `YUYV`, and the everyday names MJPEG, RGB, BGR, I420 and gray; nil for what can't be a code.
    public init?(name: String) {
        let upper = name.uppercased()
        let code = Self.everydayNames[upper] ?? upper
        let bytes = Array(code.utf8)
        guard (1...4).contains(bytes.count), bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            return nil
        }
        // Codes of fewer characters end in spaces.
        let padded = bytes + [UInt8](repeating: 0x20, count: 4 - bytes.count)
        self.code = padded.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static let everydayNames = [
        "MJPEG": "MJPG", "RGB": "RGB3", "RGB24": "RGB3", "BGR": "BGR3", "BGR24": "BGR3", "I420": "YU12",
        "GRAY": "GREY",
    ]

    /// The four characters; what is not printable as `.`.
    public var description: String {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: code >> ($0 * 8)) }
        let shown = bytes.map { (0x20..<0x7F).contains($0) ? Character(Unicode.Scalar($0)) : "." }
        var text = String(shown)
        while text.count > 1, text.last == " " { text.removeLast() }
        return text
    }

    package static let yuyv = PixelFormat(ascii: "YUYV")
    package static let nv12 = PixelFormat(ascii: "NV12")
    package static let mjpeg = PixelFormat(ascii: "MJPG")
    package static let rgb24 = PixelFormat(ascii: "RGB3")

    private init(ascii text: StaticString) {
        code = "\(text)".utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// How a picture's bytes lie.
    enum Packing: Sendable {
        /// So many bytes a pixel, one after the other.
        case packed(Int)
        /// A plane of luma with a byte a pixel, then the color of two by two pixels.
        case quarterColor
        /// A plane of luma with a byte a pixel, then the color of two pixels.
        case halfColor
        /// A JPEG file.
        case compressed
    }

    /// The formats that become RGB, the best first: color that needs least work, then compressed, then gray, then a
    /// sensor's raw mosaic.
    static let readable: [(format: PixelFormat, packing: Packing)] = [
        ("YUYV", .packed(2)), ("NV12", .quarterColor), ("UYVY", .packed(2)), ("YVYU", .packed(2)),
        ("YU12", .quarterColor), ("YV12", .quarterColor), ("NV16", .halfColor), ("NV61", .halfColor),
        ("RGB3", .packed(3)), ("BGR3", .packed(3)), ("RGB4", .packed(4)), ("BGR4", .packed(4)),
        ("BX24", .packed(4)),
        ("XR24", .packed(4)), ("BA24", .packed(4)), ("AR24", .packed(4)), ("RGBP", .packed(2)),
        ("MJPG", .compressed),
        ("JPEG", .compressed), ("GREY", .packed(1)), ("Y16 ", .packed(2)), ("BA81", .packed(1)),
        ("GBRG", .packed(1)),
        ("GRBG", .packed(1)), ("RGGB", .packed(1)), ("BG10", .packed(2)), ("GB10", .packed(2)),
        ("BA10", .packed(2)),
        ("RG10", .packed(2)),
    ].map { (PixelFormat(ascii: $0), $1) }

    /// Whether facetop can read it.
    public var isReadable: Bool { rank != nil }

    /// The place in `readable`; nil for what can't be read.
    var rank: Int? { Self.readable.firstIndex { $0.format == self } }

    /// How its bytes lie; as nobody knows what else is, it is packed.
    private var packing: Packing { Self.readable.first { $0.format == self }?.packing ?? .packed(1) }

    /// Whether pictures are JPEG files.
    var isJPEG: Bool {
        guard case .compressed = packing else { return false }
        return true
    }

    /// Bytes a pixel in the first plane; 0 where lines are compressed.
    var bytesPerPixel: Int {
        switch packing {
        case .packed(let bytes): bytes
        case .quarterColor, .halfColor: 1
        case .compressed: 0
        }
    }

    /// How many bytes a whole picture has.
    ///
    /// - Parameters:
    ///   - bytesPerLine: of the first plane, as the driver says.
    ///   - height: in lines.
    /// - Returns: the size; nil where it differs from picture to picture.
    func bytes(bytesPerLine: Int, height: Int) -> Int? {
        switch packing {
        case .packed: bytesPerLine * height
        case .quarterColor: bytesPerLine * height + 2 * ((bytesPerLine + 1) / 2 * ((height + 1) / 2))
        case .halfColor: bytesPerLine * height * 2
        case .compressed: nil
        }
    }
}
