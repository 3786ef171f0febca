public import Capture
import Vision

/// How a source's frames come, and what that means for all that is done with them; decided here and nowhere else.
public struct Delivery: Sendable, Hashable {
    /// Which frames are looked at.
    public enum Choice: Sendable, Hashable {
        /// Each one, however long that takes.
        case each
        /// Whichever is there when there is time; what it replaces is counted.
        case newest
    }

    /// How the frames hang together.
    public let kind: SourceKind
    /// Whether somebody sees the pictures: each that is looked at is then decoded.
    public let isWatched: Bool

    /// Decides how a source is treated.
    ///
    /// - Parameters:
    ///   - kind: how its frames hang together.
    ///   - isWatched: whether somebody sees the pictures.
    public init(of kind: SourceKind, isWatched: Bool) {
        self.kind = kind
        self.isWatched = isWatched
    }

    /// Which frames are looked at: on a screen, and of what is live, the newest.
    public var choice: Choice { isWatched || kind == .live ? .newest : .each }
    /// Whether each frame's recognition is waited for, so that a file gives the same events every time.
    public var isLockstep: Bool { choice == .each }
    /// Whether frames are given at the source's own rate; what is live has no other.
    public var isPaced: Bool { isWatched && kind != .live }
    /// Whether a source that is lost is opened again until it is back.
    public var isReopened: Bool { kind == .live }
    /// Whether a source that could begin anew does so at its end.
    public var loops: Bool { isWatched }
    /// Whether a picture can be too old to be shown.
    public var canBeLate: Bool { kind == .live }
    /// Whether somebody who was not seen for long is gone even if no frame shows it; those of a file only wait.
    public var forgets: Bool { kind == .live }

    /// Whether frames in which nothing moves need no look of the detector: of those of a file each has one.
    var maySkip: Bool { choice == .newest && kind != .stills }

    /// What a track begins with: one answer is enough for a picture that stands for itself.
    var evidence: TrackEvidence { kind == .stills ? .single : TrackEvidence() }
    /// Whether somebody who left and comes back is the same.
    var knowsWhoLeft: Bool { kind != .stills }
    /// What follows faces from frame to frame.
    var tracker: FaceTracker { kind == .stills ? .stills : FaceTracker() }

    /// How hard small faces are looked for: of a picture that stands for itself there is time for all.
    func effort(_ wanted: SmallFaceSearch.Effort) -> SmallFaceSearch.Effort {
        kind == .stills && wanted == .auto ? .full : wanted
    }
}
