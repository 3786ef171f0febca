import FaceTypes

/// Shots of one face from several sides, until there are enough to enroll somebody from.
struct GuidedEnrollment: Sendable {
    /// A side that a face is wanted from.
    enum Side: String, CaseIterable, Sendable {
        case front
        case left
        case right
        case up
        case down

        /// How many shots of it are wanted.
        var wanted: Int {
            switch self {
            case .front, .left, .right: 2
            case .up, .down: 1
            }
        }

        /// What to ask for.
        var request: String {
            switch self {
            case .front: "look into the camera"
            case .left: "turn your head a little to the left of the picture"
            case .right: "turn your head a little to the right of the picture"
            case .up: "look up a little"
            case .down: "look down a little"
            }
        }
    }

    /// One picture that is kept.
    struct Shot: Sendable {
        let side: Side
        let pose: Pose
        let photo: FacePhoto
    }

    let name: PersonName
    let track: TrackID
    private(set) var shots: [Shot] = []
    /// Why the last picture was not taken.
    private(set) var reason: String?
    /// How good the last one was.
    private(set) var quality: FaceQuality?
    private var lastFrame: UInt64?
    /// How the head looks into the camera, which may hang high or low: turns count from there.
    private var neutral: Pose?

    /// Less than this is not kept; the gate lets more through for recognition (docs/models.md).
    private static let leastSharpness: Float = 0.25
    private static let leastLight: Float = 0.3
    private static let leastSide: Float = 60
    /// From which angles on a head is turned, in degrees, the most that is kept, and how straight it looks ahead.
    private static let turned = (yaw: Float(12), pitch: Float(9), most: Float(45), front: Float(7))
    /// How far from straight ahead the first shot may be, in degrees.
    private static let straight = (yaw: Float(15), pitch: Float(25))
    /// By how many degrees shots of one side differ.
    private static let difference: Float = 3

    init(name: PersonName, track: TrackID) { (self.name, self.track) = (name, track) }

    /// How many shots there are of a side.
    func count(_ side: Side) -> Int { shots.count { $0.side == side } }

    /// How many are wanted in all.
    static var wanted: Int { Side.allCases.reduce(0) { $0 + $1.wanted } }

    var isComplete: Bool { shots.count >= Self.wanted }

    /// The side that is asked for next.
    var next: Side? { Side.allCases.first { count($0) < $0.wanted } }

    /// Takes a picture of the face, if it is good, and another one than those before.
    mutating func take(_ face: Snapshot.Face?) {
        guard let face, face.track.id == track, face.track.state != .lost else {
            reason = "the face is out of sight"
            return
        }
        if let refusal = face.refusal {
            reason = refusal.description
            return
        }
        guard let photo = face.photo, let quality = face.explanation?.quality else { return }
        guard photo.frame.sequence != lastFrame else { return }
        lastFrame = photo.frame.sequence
        self.quality = quality
        reason = Self.problem(quality, photo) ?? keep(photo, quality.pose)
    }

    private static func problem(_ quality: FaceQuality, _ photo: FacePhoto) -> String? {
        if min(photo.box.width, photo.box.height) < leastSide { return "too small: come nearer" }
        if quality.sharpness < leastSharpness { return "blurred: hold still, or wipe the lens" }
        if quality.light < leastLight { return "too dark or too bright: change the light" }
        return nil
    }

    /// Keeps a shot of a side that is wanted; else says what is.
    private mutating func keep(_ photo: FacePhoto, _ pose: Pose) -> String? {
        if neutral == nil {
            guard abs(pose.yaw) <= Self.straight.yaw, abs(pose.pitch) <= Self.straight.pitch else {
                return "look into the camera"
            }
            neutral = pose
        }
        guard let side = side(of: pose) else { return "in between: \(next?.request ?? "")" }
        guard count(side) < side.wanted else { return next?.request }
        let isNew = shots.allSatisfy {
            $0.side != side
                || abs($0.pose.yaw - pose.yaw) + abs($0.pose.pitch - pose.pitch) >= Self.difference
        }
        guard isNew else { return "the same as before: move a little" }
        shots.append(Shot(side: side, pose: pose, photo: photo))
        return nil
    }

    private func side(of pose: Pose) -> Side? {
        guard let neutral, abs(pose.yaw) <= Self.turned.most, abs(pose.pitch) <= Self.turned.most else {
            return nil
        }
        let (across, down) = (pose.yaw - neutral.yaw, pose.pitch - neutral.pitch)
        let (yaw, pitch) = (abs(across), abs(down))
        if yaw <= Self.turned.front, pitch <= Self.turned.front { return .front }
        if yaw >= Self.turned.yaw, yaw >= pitch { return across < 0 ? .left : .right }
        if pitch >= Self.turned.pitch, pitch > yaw { return down < 0 ? .up : .down }
        return nil
    }
}
