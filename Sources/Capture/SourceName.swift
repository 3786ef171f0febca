import FaceTypes
import Files
import Glibc
import PrintableText

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

    /// Understands what the user wrote: `demo`, `-`, `v4l2:PATH` or a path in `/dev`, a file, a folder or a URL.
    public init(_ text: String) {
        var status = stat()
        let isFolder = unsafe stat(text, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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
        } else if isFolder || Picture.fileExtensions.contains(ending) {
            self = .pictures(text)
        } else if ending == "y4m" {
            self = .y4m(text)
        } else {
            self = .ffmpeg(text)
        }
    }

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
        case .ffmpeg(let input): input.contains("://") ? .live : .film
        case .demo, .y4m, .standardInput: .film
        case .pictures: .stills
        }
    }

    /// What the user calls the camera; nil where the source is none.
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
        case .ffmpeg(let input): Self.withoutPassword(input).printable
        }
    }

    /// A URL without the user and password before its host, which belong in no log.
    private static func withoutPassword(_ input: String) -> String {
        guard let scheme = input.firstRange(of: "://") else { return input }
        let host = input[scheme.upperBound...]
        let authority = host.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return input }
        return String(input[..<scheme.upperBound] + host[host.index(after: at)...])
    }

    /// Opens the source.
    ///
    /// - Parameters:
    ///   - demoFolder: where the demo's pictures are.
    ///   - loopsDemo: whether the demo begins anew when it is over.
    ///   - camera: what a camera is asked for; the same again finds it when it was plugged in elsewhere.
    ///   - stop: ends waiting for a frame.
    ///   - report: is told of pictures that are passed over.
    /// - Returns: the source, ready for its first frame.
    /// - Throws: `CaptureError` where it can't be opened.
    public func open(
        demoFolder: String,
        loopsDemo: Bool = false,
        camera: CameraRequest? = nil,
        stop: StopSignal,
        report: @escaping (CaptureError) -> Void
    ) throws(CaptureError) -> any FrameSource {
        switch self {
        case .demo: try DemoSource(folder: demoFolder, loops: loopsDemo)
        case .camera(let text): try Camera(camera ?? CameraRequest(CameraChoice(text)), stop: stop)
        case .standardInput: try Self.openStandardInput(stop)
        case .pictures(let path): try PictureSource(path: path, report: report)
        case .y4m(let path): try Y4MSource(path: path, stop: stop)
        case .ffmpeg(let input): try FFmpegSource(input, stop: stop)
        }
    }

    private static func openStandardInput(_ stop: StopSignal) throws(CaptureError) -> any FrameSource {
        let name = "standard input"
        let reader = DescriptorReader(descriptor: STDIN_FILENO, name: name, closes: false, stop: stop)
        if try reader.peek(9).elementsEqual("YUV4MPEG2".utf8) {
            return try Y4MSource(reader: reader, name: name)
        }
        let bytes = try reader.readToEnd(limit: Picture.maximumBytes)
        return SinglePicture(try Picture.decode(bytes, name: name), name: name)
    }
}

/// One picture that is in memory already, shown as long as a film must show a face for it to be believed.
private final class SinglePicture: FrameSource {
    let name: String
    let kind = SourceKind.film
    let frameRate: Double? = 10
    private let picture: Frame
    private var shown = 0

    /// More frames than a tracker and a vote want.
    private static let frames = 5

    init(_ picture: Frame, name: String) {
        self.picture = picture
        self.name = name
    }

    func next() -> Frame? {
        guard shown < Self.frames else { return nil }
        defer { shown += 1 }
        return Frame(
            pixels: picture.pixels,
            width: picture.width,
            height: picture.height,
            sequence: UInt64(shown),
            capturedAt: picture.capturedAt.advanced(by: Double(shown) / 10)
        )
    }
}
