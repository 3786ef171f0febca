public import FaceTypes
import Glibc
import PrintableText

/// Any video file or stream URL as a source: ffmpeg decodes it in a process of its own, and sends raw frames.
public final class FFmpegSource: FrameSource {
    /// What to call it.
    public let name: String
    /// How its frames hang together.
    public let kind: SourceKind
    /// Frames a second, where that is known.
    public var frameRate: Double? { stream.frameRate }

    private let child: ChildProcess
    private let stream: Y4MSource
    private let errors: DescriptorReader
    private let stop: StopSignal

    /// Starts ffmpeg on a file or a URL.
    ///
    /// - Throws: `CaptureError.noFFmpeg` where it is not installed, `.damaged` with ffmpeg's own words where it
    ///   can't read the input.
    public init(_ input: String, stop: StopSignal) throws(CaptureError) {
        let source = SourceName.ffmpeg(input)
        let name = source.description
        self.name = name
        self.stop = stop
        kind = source.kind
        let isURL = kind == .live
        // A file's name may look like an option or a protocol; behind `file:` it is neither.
        let argument = isURL ? input : "file:\(input)"
        if !isURL, unsafe access(input, F_OK) != 0 { throw .notFound(name) }
        let output = try Self.pipe(name)
        let errorOutput = try Self.pipe(name, losesWhenFull: true)
        let started = ChildProcess(
            [
                "ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-i", argument, "-map", "0:v:0",
                "-f", "yuv4mpegpipe", "-pix_fmt", "yuv444p", "-",
            ],
            output: .descriptor(output.write),
            errors: .descriptor(errorOutput.write),
            isDetached: true
        )
        close(output.write)
        close(errorOutput.write)
        let frames = DescriptorReader(descriptor: output.read, name: name, closes: true, stop: stop)
        let errors = DescriptorReader(descriptor: errorOutput.read, name: name, closes: true, stop: stop)
        guard let started else { throw .noFFmpeg(name) }
        do throws(CaptureError) {
            stream = try Y4MSource(reader: frames, name: name)
        } catch {
            throw Self.explained(error, name, errors)
        }
        child = started
        self.errors = errors
    }

    /// Returns the next frame, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        guard let frame = try stream.next() else {
            guard !stop.isGiven, child.wait() != 0 else { return nil }
            throw Self.explained(.damaged(name, problem: "ffmpeg stopped"), name, errors)
        }
        guard kind == .live else { return frame }
        return Frame(pixels: frame.pixels, width: frame.width, height: frame.height, sequence: frame.sequence)
    }

    /// The error in ffmpeg's own words, where it said any.
    private static func explained(_ error: CaptureError, _ input: String, _ errors: DescriptorReader)
        -> CaptureError
    {
        guard let bytes = try? errors.readToEnd(limit: 1 << 20), !bytes.isEmpty else { return error }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return .damaged(input, problem: "ffmpeg: \(String(lines.last ?? "").printable)")
    }

    /// Makes a pipe; its write end never blocks for errors, so that a talkative ffmpeg goes on.
    private static func pipe(_ name: String, losesWhenFull: Bool = false) throws(CaptureError) -> (
        read: Int32, write: Int32
    ) {
        var ends: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&ends) == 0 else { throw .call("pipe", on: name, errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        if losesWhenFull { _ = fcntl(ends[1], F_SETFL, O_NONBLOCK) }
        return (ends[0], ends[1])
    }
}
