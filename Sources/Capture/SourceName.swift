import FaceTypes
import Files
import Glibc
import Text

/// What the user named as the source of frames.
public enum SourceName: Sendable, Hashable, CustomStringConvertible {
    /// The built-in moving picture.
    case demo
    /// A camera: its node, its name in `/dev/v4l`, or a part of its card's name.
    case camera(String)
    /// Standard input: a Y4M stream, or one picture.
    case standardInput
    /// A picture, or a folder of them.
    case pictures(String)
    /// A Y4M file.
    case y4m(String)
    /// Anything that ffmpeg reads.
    case ffmpeg(String)

    /// Understands what the user wrote: `demo`, `-`, `v4l2:PATH` or a path in `/dev`, a file, a folder or a
    /// URL.
    ///
    /// What a file is its bytes say; the ending of its name counts only while there are none.
    public init(_ text: String) {
        let beginning = RegularFile.beginning(of: text, count: PictureFormat.bytesToTell)
        let ending = RegularFile.ending(of: text)
        if text == "demo" {
            self = .demo
        } else if text == "-" {
            self = .standardInput
        } else if text.hasPrefix("v4l2:") {
            self = .camera(String(text.dropFirst("v4l2:".count)))
        } else if text.hasPrefix("/dev/") {
            self = .camera(text)
        } else if text.contains("://") {
            self = .ffmpeg(text)
        } else if Folder.kind(of: text) == .folder {
            self = .pictures(text)
        } else if let format = PictureFormat(beginning) {
            // GIF files are films more often than pictures.
            self = format == .gif ? .ffmpeg(text) : .pictures(text)
        } else if beginning.starts(with: Self.y4mMagic) {
            self = .y4m(text)
        } else if PictureFormat.fileExtensions.contains(ending) {
            self = .pictures(text)
        } else if ending == "y4m" {
            self = .y4m(text)
        } else {
            self = .ffmpeg(text)
        }
    }

    private static let y4mMagic = Array("YUV4MPEG2".utf8)

    /// What the program looks at when the user names nothing: the first camera, else the demo.
    ///
    /// - Parameter report: is told of cameras that this user may not open.
    /// - Returns: the source.
    public static func standard(report: (CaptureError) -> Void) -> SourceName {
        let survey = Device.survey()
        if survey.devices.isEmpty { survey.refusals.forEach(report) }
        return survey.devices.first.map { .camera($0.stablePath) } ?? .demo
    }

    /// How the source's frames hang together.
    public var kind: SourceKind {
        switch self {
        case .camera: .live
        case .ffmpeg(let input): Self.isLive(input) ? .live : .film
        case .demo, .y4m, .standardInput: .film
        case .pictures: .stills
        }
    }

    /// What the user calls the camera; nil where the source is no camera.
    public var camera: String? {
        guard case .camera(let text) = self else { return nil }
        return text
    }

    /// What to call the source in the log and on the screen, without what could act on a terminal.
    public var description: String {
        switch self {
        case .demo: "demo"
        case .standardInput: "stdin"
        case .camera(let path), .pictures(let path), .y4m(let path): path.printable
        case .ffmpeg(let input): input.redactedURL.printable
        }
    }

    /// Whether a URL is a camera's, which has no end; one of a video file has.
    private static func isLive(_ input: String) -> Bool {
        guard input.contains("://"), !input.hasPrefix("file:") else { return false }
        let path = input.prefix { $0 != "?" && $0 != "#" }
        return !videoExtensions.contains(RegularFile.ending(of: String(path)))
    }

    /// The endings of video files that stand on servers as a whole.
    private static let videoExtensions: Set<String> = [
        "mp4", "m4v", "mov", "mkv", "webm", "avi", "mpg", "mpeg", "wmv", "flv", "y4m",
    ]

    /// Opens the source.
    ///
    /// - Parameters:
    ///   - demoFolder: where the demo's pictures are.
    ///   - loopsDemo: whether the demo begins anew when it is over.
    ///   - turnsDemo: whether the demo shows one person whose head turns.
    ///   - camera: what a camera is asked for; the same again finds it when it was plugged in elsewhere.
    ///   - stop: ends waiting for a frame.
    ///   - report: is told of pictures that are passed over.
    /// - Returns: the source, ready for its first frame.
    /// - Throws: `CaptureError` where it can't be opened.
    public func open(
        demoFolder: String,
        loopsDemo: Bool = false,
        turnsDemo: Bool = false,
        camera: CameraRequest? = nil,
        stop: StopSignal,
        report: @escaping (CaptureError) -> Void
    ) throws(CaptureError) -> any FrameSource {
        switch self {
        case .demo: try DemoSource(folder: demoFolder, loops: loopsDemo, turns: turnsDemo)
        case .camera(let text): try Camera(camera ?? CameraRequest(CameraChoice(text)), stop: stop)
        case .standardInput: try Self.openStandardInput(stop)
        case .pictures(let path): try PictureSource(path: path, report: report)
        case .y4m(let path): try Y4MSource(path: path, stop: stop)
        case .ffmpeg(let input): try FFmpegSource(input, stop: stop)
        }
    }

    private static func openStandardInput(_ stop: StopSignal) throws(CaptureError) -> any FrameSource {
        let name = "standard input"
        let reader = DescriptorReader(Descriptor(borrowing: STDIN_FILENO), name: name, stop: stop)
        let beginning = try reader.peek(PictureFormat.bytesToTell)
        if beginning.starts(with: y4mMagic) { return try Y4MSource(reader: reader, name: name) }
        guard PictureFormat(beginning) == .jpeg else {
            let bytes = try reader.readToEnd(limit: Picture.maximumBytes)
            return RepeatedPicture(try Picture.decode(bytes, name: name), name: name)
        }
        let stream = JPEGStreamSource(reader: reader, name: name)
        if let picture = try stream.onlyPicture() {
            return RepeatedPicture(try Picture.decode(picture, name: name), name: name)
        }
        return stream
    }
}
