public import FaceTypes
import Files
import Glibc

/// Any video file or stream URL as a source: ffmpeg decodes it, and sends raw frames.
public final class FFmpegSource: FrameSource {
    /// After so many seconds without a frame a stream counts as stalled.
    static let patience = 10.0
    /// The same before its first: a camera may have to wake up.
    static let openingPatience = 20.0

    /// What to call it.
    public let name: String
    /// Frames a second, where that is known.
    public var frameRate: Double? { stream.frameRate }

    private let run: FFmpeg.Run
    private let stream: Y4MSource
    private let stop: StopSignal
    /// Whether it is a camera, which has no end.
    private let isLive: Bool

    /// Starts ffmpeg on a file or a URL.
    ///
    /// - Throws: `CaptureError.noFFmpeg` where it is not installed, `.damaged` with ffmpeg's own words where it
    ///   can't read the input, `.stalled` where a stream gives nothing.
    public init(_ input: String, stop: StopSignal) throws(CaptureError) {
        let source = SourceName.ffmpeg(input)
        name = source.description
        self.stop = stop
        isLive = source.kind == .live
        // A file's name may look like an option or a protocol; behind `file:` it is neither.
        let argument = input.contains("://") ? input : "file:\(input)"
        let isThere = unsafe input.withFileSystemPath { unsafe access($0, F_OK) } == 0
        guard input.contains("://") || isThere else { throw .notFound(name) }
        let isRemote = input.contains("://") && !input.hasPrefix("file:")
        run = try FFmpeg([
            "-i", argument, "-map", "0:v:0", "-f", "yuv4mpegpipe", "-pix_fmt", "yuv444p",
        ]).start(name: name, url: input, patience: isRemote ? Self.openingPatience : nil, stop: stop)
        do throws(CaptureError) {
            stream = try Y4MSource(reader: run.output, name: name, repeatsSingle: !isLive)
        } catch {
            throw run.explained(error)
        }
        if isRemote { run.output.patience = Self.patience }
    }

    deinit { run.end() }

    /// Returns the next frame, nil at the end.
    ///
    /// - Throws: `CaptureError`; `.ended` for a stream that is over, which no camera is by itself.
    public func next() throws(CaptureError) -> Frame? {
        guard let frame = try stream.next() else {
            guard !stop.isGiven else { return nil }
            if run.hasFailed { throw run.explained(.damaged(name, problem: "ffmpeg stopped")) }
            guard !isLive else { throw .ended(name) }
            return nil
        }
        run.forgetComplaints()
        guard isLive else { return frame }
        return Frame(pixels: frame.pixels, width: frame.width, height: frame.height, sequence: frame.sequence)
    }
}
