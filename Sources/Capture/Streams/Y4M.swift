import Kernels

/// The header of a YUV4MPEG2 stream.
///
/// Source: the yuv4mpeg(5) manual of mjpegtools.
struct Y4MHeader: Equatable {
    var width = 0
    var height = 0
    var frameRate = 25.0
    var sampling = PlanarFormat.Sampling.yuv420
    /// How wide a pixel is for its height; 1 where the stream does not say.
    var pixelAspect = 1.0
    /// Whether luma spans 0...255 instead of 16...235.
    var isFullRange = false

    /// How its frames lie in memory.
    var format: PlanarFormat {
        PlanarFormat(width: width, height: height, sampling: sampling, isFullRange: isFullRange)
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

    private static func sampling(_ value: String, name: String) throws(CaptureError) -> PlanarFormat.Sampling
    {
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
}
