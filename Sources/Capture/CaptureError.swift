import Glibc

/// Why there is no frame.
public enum CaptureError: Error, Hashable, CustomStringConvertible {
    /// A system call failed.
    case call(String, on: String, errno: Int32)
    /// A call on a camera failed.
    case device(String, on: String, errno: Int32)
    /// Another program uses the device; those that are known.
    case busy(String, holders: [DeviceHolder])
    /// This user may not open the device; why, and what to do.
    case denied(String, advice: String)
    /// The camera gives something else than was agreed; nil where it does not say what.
    case changed(String, from: String, to: String?)
    /// No camera's name has this part; the cameras that there are.
    case noSuchCamera(String, cards: [String])
    /// Several cameras' names have this part.
    case ambiguousCamera(String, candidates: [String])
    /// A control can't be set so.
    case control(String, problem: String)
    /// Nothing is there to read.
    case notFound(String)
    /// The contents are not what they should be.
    case damaged(String, problem: String)
    /// A declared size is out of bounds.
    case tooLarge(String, width: Int, height: Int)
    /// The kind of input is not known.
    case unsupported(String, problem: String)
    /// There is no camera at all.
    case noCamera
    /// The device gave no whole frame for that many seconds, but so many broken ones.
    case silent(String, seconds: Int, broken: Int)
    /// A stream gave nothing for that many seconds.
    case stalled(String, seconds: Int)
    /// A stream ended, which no camera does by itself.
    case ended(String)
    /// An input goes on for more bytes than are read.
    case tooLong(String, limit: Int)
    /// ffmpeg is needed and not installed.
    case noFFmpeg(String)

    /// What failed, on what, why, and what to do.
    public var description: String {
        switch self {
        case .call(let call, let path, let code):
            "\(path): \(call) failed: \(unsafe String(cString: strerror(code)))"
        case .device(let call, let path, let code):
            "\(path): \(call) failed: \(unsafe String(cString: strerror(code)))\(Self.advice(for: code))"
        case .notFound(let path): "\(path): there is no such file; check the path"
        case .damaged(let path, let problem): "\(path): \(problem)"
        case .tooLarge(let path, let width, let height):
            "\(path): \(width)x\(height) is more than the \(Picture.maximumPixels / 1_000_000) megapixels that are read (\(Picture.maximumReducedPixels / 1_000_000) of a JPEG); make it smaller"
        case .unsupported(let path, let problem): "\(path): \(problem)"
        case .noCamera: "there is no camera: no /dev/video* can capture"
        case .busy(let path, let holders):
            holders.isEmpty
                ? "\(path): another program uses the camera (of another user: only root sees which); close it"
                : "\(path): the camera is used by \(holders.map(\.description).joined(separator: ", ")); close it"
        case .denied(let path, let advice): "\(path): no permission: \(advice)"
        case .changed(let path, let old, nil): "\(path): the signal changed, it was \(old)"
        case .changed(let path, let old, let new?):
            "\(path): another program changed the format from \(old) to \(new)"
        case .noSuchCamera(let text, let cards):
            "no camera's name contains `\(text)`; there \(Self.list(cards))"
        case .ambiguousCamera(let text, let candidates):
            "`\(text)` is part of several cameras' names: \(candidates.joined(separator: ", ")); say more of it"
        case .control(let name, let problem): "\(name): \(problem)"
        case .silent(let path, let seconds, let broken):
            broken > 0
                ? "\(path): only broken frames (\(broken)) for \(seconds) s; try another format, cable or port"
                : "\(path): no frame for \(seconds) s; unplug the camera and plug it in again"
        case .stalled(let name, let seconds):
            "\(name): nothing came for \(seconds) s (is the camera on, and the network up?)"
        case .ended(let name): "\(name): the stream ended"
        case .tooLong(let name, let limit):
            "\(name): goes on for more than the \(limit / 1_000_000) MB that are read"
        case .noFFmpeg(let path):
            "\(path): reading this needs ffmpeg, which is not installed; install it: apt-get install ffmpeg"
        }
    }

    /// Describes a call on a device that failed: who holds a busy one, and why this user may not open
    /// another.
    init(_ call: String, on path: String, errno code: Int32) {
        self =
            switch code {
            case EBUSY: .busy(path, holders: DeviceHolder.all(of: path))
            case EACCES, EPERM: .denied(path, advice: DevicePermission.advice(for: path))
            default: .device(call, on: path, errno: code)
            }
    }

    /// What is wrong, without the name of the file that it is about, for lists that name it themselves.
    public var problem: String {
        switch self {
        case .damaged(_, let problem), .unsupported(_, let problem): problem
        case .tooLarge(let name, _, _), .tooLong(let name, _), .notFound(let name), .noFFmpeg(let name),
            .call(_, on: let name, _):
            String(description.dropFirst("\(name): ".count))
        default: description
        }
    }

    /// Whether it is this machine's fault, and not the input's.
    public var isOfThisMachine: Bool {
        switch self {
        case .noFFmpeg, .call: true
        default: false
        }
    }

    /// Whether the camera may be free again later, even if it never ran.
    public var isBusy: Bool {
        guard case .busy = self else { return false }
        return true
    }

    private static func list(_ cards: [String]) -> String {
        cards.isEmpty ? "is none" : "are: " + cards.joined(separator: ", ")
    }

    private static func advice(for code: Int32) -> String {
        switch code {
        case ENODEV, ENOENT, ENXIO: "; is the camera plugged in?"
        case ENOTTY: "; it is no camera"
        case EIO, EPROTO, ENOSPC: "; try another cable or port, or a smaller size"
        default: ""
        }
    }
}
