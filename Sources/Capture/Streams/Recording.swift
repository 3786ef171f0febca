import CProcess
public import FaceTypes
import Files
import Glibc

/// A film that pictures are written to as they come: Y4M, or through ffmpeg what the file's name asks for.
///
/// Keep the thread that made it: ffmpeg ends with it.
public final class Recording {
    /// Frames a second; a picture that comes late is there twice, one that comes early is left out.
    static let rate = 30

    private let path: String
    /// Where frames are written; nil when the film is over.
    private var output: Descriptor?
    private let child: ChildProcess?
    private var encoder: Y4MEncoder?
    private var first: Instant?
    private var written = 0

    /// Begins a film; a file that is there is left alone.
    ///
    /// - Parameter path: the file; `.y4m` is written by itself, all others by ffmpeg.
    /// - Throws: `CaptureError` where it can't be made.
    public init(path: String) throws(CaptureError) {
        self.path = path
        let file = unsafe path.withFileSystemPath {
            unsafe open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard file >= 0 else { throw .call("open", on: path, errno: errno) }
        guard RegularFile.ending(of: path) != "y4m" else {
            (output, child) = (Descriptor(owning: file), nil)
            return
        }
        close(file)
        var ends: [Int32] = [0, 0]
        guard unsafe cprocess_pipe(&ends) == 0 else { throw .call("pipe", on: path, errno: errno) }
        output = Descriptor(owning: ends[1])
        // The file is there already, so that nobody else can read it from its first byte on.
        child = ChildProcess(
            [
                "ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-f", "yuv4mpegpipe", "-i", "pipe:0",
                "file:\(path)",
            ],
            input: ends[0],
            isDetached: true
        )
        close(ends[0])
        if child == nil { throw .noFFmpeg(path) }
    }

    /// Adds a picture; one of another size than the first is left out.
    ///
    /// - Throws: `CaptureError` where it can't be written: the disk is full, or ffmpeg has ended.
    public func append(_ picture: Frame) throws(CaptureError) {
        if encoder == nil {
            let encoder = Y4MEncoder(width: picture.width, height: picture.height)
            self.encoder = encoder
            first = picture.capturedAt
            try write(encoder.header(rate: Self.rate))
        }
        guard let encoder, let first, (picture.width, picture.height) == (encoder.width, encoder.height)
        else {
            return
        }
        let wanted = Int(picture.capturedAt.seconds(since: first) * Double(Self.rate)) + 1
        guard wanted > written else { return }
        let frame = encoder.frame(picture)
        // After a pause of the source the film does not stand still for longer than a second.
        let times = min(wanted - written, Self.rate)
        for _ in 0..<times { try write(frame) }
        written = wanted
    }

    /// Ends the film, and waits until it is on the disk.
    ///
    /// - Throws: `CaptureError` where ffmpeg could not make it.
    public func finish() throws(CaptureError) {
        if let output { fsync(output.number) }
        // What ffmpeg reads ends with it.
        output = nil
        guard let child else { return }
        guard let code = child.wait(within: Self.patience) else {
            throw .stalled(path, seconds: Int(Self.patience))
        }
        guard code == 0 else {
            throw .unsupported(path, problem: "ffmpeg could not write it (exit code \(code))")
        }
    }

    /// How long ffmpeg may take for the last frames, in seconds.
    private static let patience = 20.0

    private func write(_ bytes: [UInt8]) throws(CaptureError) {
        guard let output else { return }
        let code = Descriptor.writeAll(bytes, to: output.number)
        guard code == 0 else { throw .call("write", on: path, errno: code) }
    }
}
