// Capture: from a camera, a file or a stream to frames.
//
//   FrameSource   what all of them are
//   Camera, V4L2/ a camera through libv4l2
//   Images/       JPEG and PNG files, folders of them, and writing a PNG
//   Streams/      Y4M, and everything that ffmpeg reads
//   Demo/         the built-in moving picture

import Glibc

/// Why there is no frame.
public enum CaptureError: Error, Hashable, CustomStringConvertible {
    /// A system or libv4l2 call failed.
    case call(String, on: String, errno: Int32)
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
    /// The device gave no frame for that many seconds.
    case silent(String, seconds: Int)
    /// ffmpeg is needed and not installed.
    case noFFmpeg(String)

    /// What failed, on what, why, and what to do.
    public var description: String {
        switch self {
        case .call(let call, let path, let code):
            "\(path): \(call) failed: \(unsafe String(cString: strerror(code)))\(Self.advice(for: code, path))"
        case .notFound(let path): "\(path): there is no such file; check the path"
        case .damaged(let path, let problem): "\(path): \(problem)"
        case .tooLarge(let path, let width, let height):
            "\(path): \(width)x\(height) is more than the \(Picture.maximumPixels / 1_000_000) megapixels that are read; make it smaller"
        case .unsupported(let path, let problem): "\(path): \(problem)"
        case .noCamera: "there is no camera: no /dev/video* can capture; try `facetop watch demo`"
        case .silent(let path, let seconds):
            "\(path): no frame for \(seconds) s; unplug the camera and plug it in again"
        case .noFFmpeg(let path):
            "\(path): reading this needs ffmpeg, which is not installed; install it: apt-get install ffmpeg"
        }
    }

    private static func advice(for code: Int32, _ path: String) -> String {
        guard path.hasPrefix("/dev/") else { return "" }
        return switch code {
        case EBUSY: "; another program uses the camera, close it"
        case EACCES: "; add yourself to the group `video` and log in again"
        case ENODEV, ENOENT: "; is the camera plugged in? `facetop devices` lists those that are"
        default: ""
        }
    }
}
