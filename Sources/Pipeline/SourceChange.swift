public import Capture

/// Something that happened to the source itself.
public enum SourceChange: Sendable {
    /// It was opened; what a camera granted.
    case opened(name: String, mode: String?)
    /// A camera is lost, or can't be had; it is tried again until it is back.
    case lost(CaptureError)
    /// A lost camera can't be had yet, for another reason than before.
    case waiting(CaptureError)
    /// A camera gives frames again, after so many seconds.
    case back(seconds: Double)
    /// It gives no more frames: it is over, or failed.
    case ended(CaptureError?)
}
