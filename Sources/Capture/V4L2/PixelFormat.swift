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

    static let yuyv = PixelFormat(ascii: "YUYV")
    static let nv12 = PixelFormat(ascii: "NV12")
    static let mjpeg = PixelFormat(ascii: "MJPG")
    static let jpeg = PixelFormat(ascii: "JPEG")
    static let rgb24 = PixelFormat(ascii: "RGB3")

    private init(ascii text: StaticString) {
        code = "\(text)".utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether pictures are JPEG files.
    var isJPEG: Bool { self == .mjpeg || self == .jpeg }

    /// The formats that become RGB, the best first: colour that needs least work, then compressed, then grey, then a
    /// sensor's raw mosaic.
    static let readable: [PixelFormat] = [
        "YUYV", "NV12", "UYVY", "YVYU", "YU12", "YV12", "RGB3", "BGR3", "MJPG", "JPEG", "GREY", "BA81",
        "GBRG", "GRBG", "RGGB",
    ].map { PixelFormat(ascii: $0) }

    /// Whether facetop can read it.
    public var isReadable: Bool { rank != nil }

    /// The place in `readable`; nil for what can't be read.
    var rank: Int? { Self.readable.firstIndex(of: self) }

    /// Bytes a pixel in the first plane; 0 where lines are compressed.
    var bytesPerPixel: Int {
        switch description {
        case "MJPG", "JPEG": 0
        case "YUYV", "UYVY", "YVYU": 2
        case "RGB3", "BGR3": 3
        default: 1
        }
    }

    /// How many bytes a whole picture has.
    ///
    /// - Parameters:
    ///   - bytesPerLine: of the first plane, as the driver says.
    ///   - height: in lines.
    /// - Returns: the size; nil where it differs from picture to picture.
    func bytes(bytesPerLine: Int, height: Int) -> Int? {
        switch description {
        case "MJPG", "JPEG": nil
        case "NV12", "YU12", "YV12": bytesPerLine * height + 2 * ((bytesPerLine + 1) / 2 * ((height + 1) / 2))
        default: bytesPerLine * height
        }
    }
}
