public import FaceTypes
import Synchronization

/// Something that gives one frame after the other.
///
/// Used from one thread.
public protocol FrameSource: AnyObject {
    /// What to call it: a device, a file's name, `demo`.
    var name: String { get }
    /// Whether frames come when they come and the newest is the one that matters, as a camera's do.
    var isLive: Bool { get }
    /// Frames a second, where that is known beforehand.
    var frameRate: Double? { get }
    /// How many frames the source itself lost so far.
    var lostFrames: Int { get }

    /// Returns the next frame, and waits for it; nil at the end, or when the stop signal is given.
    ///
    /// - Throws: `CaptureError`; the source is then of no further use.
    func next() throws(CaptureError) -> Frame?
}

/// Tells a source that waits for a frame to stop waiting.
public final class StopSignal: Sendable {
    private let flag = Atomic(false)

    /// Makes a signal that is not given.
    public init() {}

    /// Whether it was given.
    public var isGiven: Bool { flag.load(ordering: .acquiring) }

    /// Gives it, for good.
    public func give() { flag.store(true, ordering: .releasing) }
}
