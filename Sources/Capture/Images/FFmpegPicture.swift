import FaceTypes

/// Decodes the kinds of picture that are rare, one frame through ffmpeg: BMP, TIFF, GIF.
enum FFmpegPicture {
    /// After so many seconds ffmpeg is given up on.
    private static let patience = 20.0
    private static let maximumHeaderBytes = 64

    /// Decodes to RGB, without regard to orientation.
    ///
    /// - Parameters:
    ///   - bytes: the file; ffmpeg gets them alone, and never the file's name or the right to open another.
    ///   - demuxer: ffmpeg's name of the format.
    ///   - name: what to call the file in errors.
    /// - Returns: the picture.
    /// - Throws: `CaptureError.noFFmpeg` where ffmpeg is not installed, `.damaged` where it can't read the bytes.
    static func decode(_ bytes: [UInt8], demuxer: String, name: String) throws(CaptureError) -> Frame {
        // By a path, because ffmpeg asks for the size of some kinds, which a pipe has none of.
        let command = FFmpeg([
            "-protocol_whitelist", "file", "-max_pixels", "\(Picture.maximumPixels)", "-noautorotate",
            "-f", demuxer, "-i", "file:/dev/stdin", "-frames:v", "1", "-f", "image2pipe", "-c:v", "ppm",
            "-pix_fmt",
            "rgb24",
        ])
        let run = try command.start(reading: bytes, name: name, patience: patience, stop: StopSignal())
        defer { run.end() }
        do throws(CaptureError) {
            return try frame(run.output, name)
        } catch {
            throw run.explained(error)
        }
    }

    /// Reads a PPM file (netpbm's ppm(5)).
    private static func frame(_ reader: DescriptorReader, _ name: String) throws(CaptureError) -> Frame {
        let magic = try reader.line(limit: maximumHeaderBytes)
        let size =
            try reader.line(limit: maximumHeaderBytes)?.split(separator: " ").compactMap { Int($0) } ?? []
        let depth = try reader.line(limit: maximumHeaderBytes)
        guard magic == "P6", size.count == 2, depth == "255" else {
            throw .damaged(name, problem: "is a damaged picture")
        }
        try Picture.checkSize(size[0], size[1], name: name)
        var pixels = [UInt8](repeating: 0, count: size[0] * size[1] * 3)
        guard try reader.read(into: &pixels) else { throw .damaged(name, problem: "is a damaged picture") }
        return Frame(pixels: pixels, width: size[0], height: size[1])
    }
}
