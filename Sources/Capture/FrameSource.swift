public import FaceTypes

/// How the frames of a source hang together.
public enum SourceKind: Sendable, Hashable {
    /// Frames come when they come, and the newest is the one that matters: a camera or a stream.
    case live
    /// Frames of a recording, each of which counts.
    case film
    /// Pictures that have nothing to do with each other.
    case stills
}

/// Something that gives one frame after the other.
///
/// Used from one thread.
public protocol FrameSource: AnyObject {
    /// What to call it: a device, a file's name, `demo`.
    var name: String { get }
    /// Frames a second, where that is known beforehand.
    var frameRate: Double? { get }
    /// What a camera granted, as `640x480 YUYV 30/s`; nil for other sources.
    var mode: String? { get }
    /// Whether a picture of it was looked at and found whole: a camera may give buffers and never a picture.
    var isProven: Bool { get }
    /// The frames that the source itself lost so far.
    var losses: FrameLosses { get }

    /// Counts those losses where frames outlive the source, as a camera's do; nil elsewhere.
    var tally: FrameTally? { get }

    /// Returns the next frame, and waits for it; nil at the end, or when the stop signal is given.
    ///
    /// - Throws: `CaptureError`; the source is then of no further use.
    func next() throws(CaptureError) -> Frame?

    /// The same, for somebody who may not look at it: from a camera it is neither copied nor decoded yet.
    func pending() throws(CaptureError) -> PendingFrame?
}

extension FrameSource {
    /// Nothing is granted by a file.
    public var mode: String? { nil }
    /// What a file gives is a picture.
    public var isProven: Bool { true }
    /// Files lose nothing.
    public var losses: FrameLosses { FrameLosses() }

    /// Files' frames are whole when they come.
    public var tally: FrameTally? { nil }

    /// A file's frame is there at once.
    public func pending() throws(CaptureError) -> PendingFrame? { try next().map(PendingFrame.ready) }
}
