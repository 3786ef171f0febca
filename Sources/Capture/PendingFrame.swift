public import FaceTypes
public import Kernels

/// A frame that nobody looked at yet.
public enum PendingFrame: Sendable {
    /// It is there.
    case ready(Frame)
    /// It lies in a camera's buffer, which goes back to the driver with it.
    case buffered(BufferedFrame)

    /// Its size, number and time.
    public var stamp: FrameStamp {
        switch self {
        case .ready(let frame): frame.stamp
        case .buffered(let buffered): buffered.stamp
        }
    }

    /// Whether it still shows the present; a camera's frame that does not is counted as passed over.
    public func isCurrent() -> Bool {
        switch self {
        case .ready: true
        case .buffered(let buffered): buffered.isCurrent()
        }
    }

    /// Returns the frame; nil where it turns out to be broken, which its source then counts.
    public func decoded() -> Frame? {
        switch self {
        case .ready(let frame): frame
        case .buffered(let buffered): buffered.decoded()
        }
    }

    /// Lends a camera's picture as the camera gave it.
    ///
    /// - Parameter body: reads it; must not keep it.
    /// - Returns: what `body` returned; nil where the picture must be decoded first.
    public func withPicture<Result>(_ body: (borrowing PictureBytes) -> Result) -> Result? {
        guard case .buffered(let buffered) = self else { return nil }
        return buffered.withPicture(body)
    }
}
