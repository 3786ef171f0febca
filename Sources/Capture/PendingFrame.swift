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

    /// Notes that it is whole, where it was looked at without decoding.
    public func noteSeen() {
        if case .buffered(let buffered) = self { buffered.noteSeen() }
    }

    /// Lends a picture to whoever only asks for its brightness: a JPEG is reduced while it is decoded, which costs little.
    ///
    /// - Parameters:
    ///   - most: into how many pixels each way one may be reduced.
    ///   - body: gets the picture, and by how much it is reduced; must not keep it.
    /// - Returns: what `body` returned; nil where the picture must be decoded first, or is broken.
    public func withBrightness<Result>(
        reducedBy most: Int,
        _ body: (borrowing PictureBytes, _ factor: Int) -> Result
    ) -> Result? {
        switch self {
        case .ready(let frame): PictureBytes.lending(frame.pixels, width: frame.width) { body($0, 1) }
        case .buffered(let buffered): buffered.withBrightness(reducedBy: most, body)
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
