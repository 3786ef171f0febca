public import FaceTypes
import Kernels

/// Decides which frames the detector looks at, and where the faces are in those that it does not.
///
/// An empty scene is looked at when something moves, and now and then; a face that keeps still a few times a second; one
/// that moves in every third frame, and is followed in between.
public struct Attention: Sendable {
    /// What is done with a frame.
    public enum Decision: Sendable, Hashable {
        /// The detector looks at it.
        case look
        /// Nobody is there, and nothing moves.
        case pass
        /// The faces are where `followed` says.
        case follow
    }

    /// Seconds from look to look while nothing moves: without faces, and with some.
    static let pauses = (empty: 1.0, still: 0.25)
    /// How many frames with moving faces are followed before one is looked at.
    ///
    /// With 2, of the demo's faces 99.6 % are within an IoU of 0.8 of where a look at every frame finds them
    /// (`facetop bench --following`), and a new face is seen a tenth of a second later at most.
    public var mostFollowed = 2

    /// Where the faces are, after `follow`.
    public private(set) var followed: [(id: TrackID, box: Box)] = []
    private var gate = MotionGate()
    private var follower = FaceFollower()
    private var lastLook: Instant?
    private var countFollowed = 0

    /// Makes an attention that has seen nothing yet.
    public init() {}

    /// Decides about a frame.
    ///
    /// - Parameters:
    ///   - grid: the frame.
    ///   - tracks: the living tracks.
    ///   - time: when it was taken.
    /// - Returns: what is to be done; after `look` the caller tells of it by `noteLook`.
    public mutating func decide(_ grid: LumaGrid, _ tracks: [Track], at time: Instant) -> Decision {
        let isMoving = gate.isMoving(grid)
        guard let lastLook else { return .look }
        let pause = time.seconds(since: lastLook)
        guard !tracks.isEmpty else { return isMoving || pause >= Self.pauses.empty ? .look : .pass }
        // Those that are not believed yet, or just out of sight, are decided by what is seen in each frame.
        guard tracks.allSatisfy({ $0.state == .confirmed }), pause < Self.pauses.still,
            !isMoving || countFollowed < mostFollowed
        else { return .look }
        if isMoving { countFollowed += 1 }
        followed.removeAll(keepingCapacity: true)
        let areFound = follower.follow(in: grid, from: gate.reference) { box in
            isMoving && gate.isMoving(in: box, cellSize: grid.cellSize)
        } found: {
            followed.append(($0, $1))
        }
        return areFound ? .follow : .look
    }

    /// Notes what the detector saw in a frame.
    public mutating func noteLook(at grid: LumaGrid, _ tracks: [Track], at time: Instant) {
        gate.noteLook(at: grid)
        follower.begin(with: tracks)
        (lastLook, countFollowed) = (time, 0)
    }
}
