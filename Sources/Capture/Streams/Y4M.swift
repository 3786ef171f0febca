/// The header of a YUV4MPEG2 stream.
///
/// Source: the yuv4mpeg(5) manual of mjpegtools.
struct Y4MHeader: Equatable {
    /// How color is sampled.
    enum Sampling: Equatable {
        case mono
        case yuv420
        case yuv422
        case yuv444
    }

    var width = 0
    var height = 0
    var frameRate = 25.0
    var sampling = Sampling.yuv420
    /// How wide a pixel is for its height; 1 where the stream does not say.
    var pixelAspect = 1.0
    /// Whether luma spans 0...255 instead of 16...235.
    var isFullRange = false

    /// Bytes of a frame.
    var frameBytes: Int { width * height + 2 * chroma.width * chroma.height }

    /// The size of a chroma plane.
    var chroma: (width: Int, height: Int) {
        switch sampling {
        case .mono: (0, 0)
        case .yuv420: ((width + 1) / 2, (height + 1) / 2)
        case .yuv422: ((width + 1) / 2, height)
        case .yuv444: (width, height)
        }
    }

    /// Parses the first line.
    init(_ line: String, name: String) throws(CaptureError) {
        var words = line.split(separator: " ")
        guard !words.isEmpty, words.removeFirst() == "YUV4MPEG2" else {
            throw .unsupported(name, problem: "does not begin with YUV4MPEG2")
        }
        for word in words {
            let value = String(word.dropFirst())
            switch word.first {
            case "W": width = Int(value) ?? 0
            case "H": height = Int(value) ?? 0
            case "F":
                let parts = value.split(separator: ":").compactMap { Double($0) }
                // 0:0 stands for unknown; other rates than a camera's would make times that mean nothing.
                if parts.count == 2, (0.01...1000).contains(parts[0] / parts[1]) {
                    frameRate = parts[0] / parts[1]
                }
            case "A":
                let parts = value.split(separator: ":").compactMap { Double($0) }
                // 0:0 stands for unknown; no camera has pixels that are eight times as wide as high.
                if parts.count == 2, (0.125...8).contains(parts[0] / parts[1]) {
                    pixelAspect = parts[0] / parts[1]
                }
            case "C": sampling = try Self.sampling(value, name: name)
            case "X": if value == "COLORRANGE=FULL" { isFullRange = true }
            default: continue
            }
        }
        try Picture.checkSize(width, height, name: name)
        try Picture.checkSize(shownSize.width, shownSize.height, name: name)
    }

    /// The size with square pixels: nothing is made smaller for it.
    var shownSize: (width: Int, height: Int) {
        pixelAspect >= 1
            ? (Int((Double(width) * pixelAspect).rounded()), height)
            : (width, Int((Double(height) / pixelAspect).rounded()))
    }

    private static func sampling(_ value: String, name: String) throws(CaptureError) -> Sampling {
        switch value {
        case "420", "420jpeg", "420mpeg2", "420paldv": return .yuv420
        case "422": return .yuv422
        case "444": return .yuv444
        case "mono": return .mono
        default:
            throw .unsupported(
                name,
                problem: "color format C\(value) is not supported; use 8 bits: 420, 422, 444 or mono"
            )
        }
    }

    /// Converts a frame's planes to packed RGB (ITU-R BT.601).
    func rgb(_ planes: [UInt8]) -> [UInt8] {
        // Sixteen-bit fixed point: luma's gain and offset, then the four color factors.
        let gain = isFullRange ? 65536 : 76309
        let offset = isFullRange ? 0 : 16
        let colors = isFullRange ? (91881, 22554, 46802, 116130) : (104597, 25675, 53279, 132201)
        let (chromaWidth, chromaHeight) = chroma
        let shiftX = chromaWidth == width ? 0 : 1
        let shiftY = chromaHeight == height ? 0 : 1
        let first = width * height
        let second = first + chromaWidth * chromaHeight
        func clamped(_ value: Int) -> UInt8 { UInt8(max(0, min(255, value >> 16))) }
        return unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
            unsafe planes.withUnsafeBufferPointer { planes in
                var at = 0
                for y in 0..<height {
                    for x in 0..<width {
                        let luma = unsafe (Int(planes[y * width + x]) - offset) * gain + 32768
                        var u = 0
                        var v = 0
                        if sampling != .mono {
                            let chroma = (y >> shiftY) * chromaWidth + (x >> shiftX)
                            u = unsafe Int(planes[first + chroma]) - 128
                            v = unsafe Int(planes[second + chroma]) - 128
                        }
                        unsafe pixels[at] = clamped(luma + colors.0 * v)
                        unsafe pixels[at + 1] = clamped(luma - colors.1 * u - colors.2 * v)
                        unsafe pixels[at + 2] = clamped(luma + colors.3 * u)
                        at += 3
                    }
                }
            }
            count = width * height * 3
        }
    }
}
