public import FaceTypes
import Kernels
import Synchronization

/// Turns detections upright for the embedder, or says why they are not fit for it.
public final class FaceAligner: Sendable {
    /// What became of one detection.
    public struct Result: Sendable {
        /// The five points, also of what is refused.
        public let landmarks: Landmarks
        /// The upright face, nil where the detection is refused.
        public let face: AlignedFace?
        /// Why the detection is refused, nil where it is not.
        public let refusal: FaceRefusal?
    }

    /// The points of OpenFace's template that the outer eye corners and the base of the nose are brought to,
    /// in pixels of a 96x96 crop: points 36, 45 and 33 of 68, each axis scaled to `0...1` over all points,
    /// times 96.
    ///
    /// Source: openface/align_dlib.py.
    static let template = (
        leftOuterEye: Point(x: 18.639072, y: 16.249624),
        rightOuterEye: Point(x: 75.73048, y: 15.18443),
        noseBase: Point(x: 47.515285, y: 49.38637)
    )

    /// Memory that is used again from face to face.
    private struct Workspace {
        var landmarks = LandmarkLocator.Workspace()
        var face = AlignedFace()
    }

    private let locator: LandmarkLocator
    private let quality: FaceQuality
    private let workspace = Mutex(Workspace())

    /// Makes an aligner.
    public init(locator: LandmarkLocator, quality: FaceQuality = FaceQuality()) {
        self.locator = locator
        self.quality = quality
    }

    /// Places the landmarks of a detection, turns it upright, and applies the quality gate.
    ///
    /// - Parameters:
    ///   - detection: where the detector saw it.
    ///   - others: the frame's other detections; one that lies inside a surer one is refused.
    ///   - frame: the picture.
    /// - Returns: the face, or why it is refused.
    public func align(_ detection: Detection, among others: [Detection] = [], in frame: Frame) -> Result {
        let (landmarks, outcome) = align(detection, among: others, in: frame) { face in copy face }
        return switch outcome {
        case .success(let face): Result(landmarks: landmarks, face: face, refusal: nil)
        case .failure(let refusal): Result(landmarks: landmarks, face: nil, refusal: refusal)
        }
    }

    /// Does the same, and gives the face to a closure; allocates nothing unless the closure keeps the face.
    ///
    /// - Parameters:
    ///   - detection: where the detector saw it.
    ///   - others: the frame's other detections.
    ///   - frame: the picture.
    ///   - use: gets the upright face.
    /// - Returns: the five points, and what the closure returned, or why the detection is refused.
    public func align<Value>(
        _ detection: Detection,
        among others: [Detection],
        in frame: Frame,
        use: (AlignedFace) -> Value
    ) -> (Landmarks, Swift.Result<Value, FaceRefusal>) {
        workspace.withLock { workspace in
            let landmarks = locator.locate(
                in: frame,
                rectangle: Self.landmarkRectangle(for: detection.box),
                &workspace.landmarks
            )
            if let refusal = quality.refusal(of: detection, among: others, in: frame)
                ?? quality.refusal(of: landmarks, in: detection.box)
            {
                return (landmarks, .failure(refusal))
            }
            guard Self.warp(landmarks, in: frame, into: &workspace.face) else {
                return (landmarks, .failure(.implausibleLandmarks("eyes and nose lie on a line")))
            }
            if let refusal = quality.refusal(of: workspace.face) { return (landmarks, .failure(refusal)) }
            return (landmarks, .success(use(workspace.face)))
        }
    }

    /// Warps a face so that eyes and nose lie where OpenFace's template has them; nil for points on a line.
    func face(_ landmarks: Landmarks, in frame: Frame) -> AlignedFace? {
        var face = AlignedFace()
        return Self.warp(landmarks, in: frame, into: &face) ? face : nil
    }

    /// Does the same in memory that is there; false for points on a line.
    private static func warp(_ landmarks: Landmarks, in frame: Frame, into face: inout AlignedFace) -> Bool {
        let map = AffineTransform(
            from: (landmarks.leftOuterEye, landmarks.rightOuterEye, landmarks.noseBase),
            to: (template.leftOuterEye, template.rightOuterEye, template.noseBase)
        )
        guard let inverse = map?.inverse else { return false }
        face.write { pixels in
            KernelSet.current.warp(
                frame.pixels.span,
                width: frame.width,
                height: frame.height,
                inverse: inverse,
                outWidth: AlignedFace.side,
                outHeight: AlignedFace.side,
                into: &pixels
            )
        }
        return true
    }

    /// The square that the landmark model was trained on, from the detector's box: as large as 0.946 of the mean of
    /// its sides, around the same middle.
    ///
    /// Measured by Tests/Golden/landmark_box.py; what it printed stands in docs/models.md.
    static func landmarkRectangle(for box: Box) -> LandmarkLocator.Rectangle {
        // Far outside of every picture a pixel more or less does not matter, but must fit an integer.
        func pixel(_ position: Float) -> Int { Int(max(-1e6, min(1e6, position))) }
        let side = landmarkSide * (box.width + box.height) / 2
        let left = box.x + box.width / 2 - side / 2
        let top = box.y + box.height / 2 - side / 2
        return LandmarkLocator.Rectangle(
            left: pixel(left),
            top: pixel(top),
            right: pixel(left + side) - 1,
            bottom: pixel(top + side) - 1
        )
    }

    /// The square's side as a share of the mean of the box's width and height.
    private static let landmarkSide: Float = 0.946
}
