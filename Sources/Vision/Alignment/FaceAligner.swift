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

    /// Memory that is used again from face to face.
    private struct Workspace {
        var landmarks = LandmarkLocator.Workspace()
        var face: AlignedFace
    }

    private let template: AlignmentTemplate
    private let locator: LandmarkLocator
    private let quality: FaceQuality
    private let workspace: Mutex<Workspace>

    /// Makes an aligner.
    ///
    /// - Parameters:
    ///   - locator: places the landmarks of detections that have none.
    ///   - template: where the embedder wants them.
    ///   - quality: what is good enough for it.
    public init(
        locator: LandmarkLocator,
        template: AlignmentTemplate,
        quality: FaceQuality = FaceQuality()
    ) {
        self.template = template
        workspace = Mutex(Workspace(face: AlignedFace(side: template.side)))
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
            let landmarks =
                detection.landmarks
                ?? locator.locate(
                    in: frame,
                    rectangle: Self.landmarkRectangle(for: detection.box),
                    &workspace.landmarks
                )
            if let refusal = quality.refusal(of: detection, among: others, in: frame)
                ?? quality.refusal(of: landmarks, in: detection.box)
            {
                return (landmarks, .failure(refusal))
            }
            guard warp(landmarks, in: frame, into: &workspace.face) else {
                return (landmarks, .failure(.implausibleLandmarks("eyes and nose lie on a line")))
            }
            if let refusal = quality.refusal(of: workspace.face) { return (landmarks, .failure(refusal)) }
            return (landmarks, .success(use(workspace.face)))
        }
    }

    /// Warps a face so that eyes and nose lie where the template has them; nil for points on a line.
    func face(_ landmarks: Landmarks, in frame: Frame) -> AlignedFace? {
        var face = AlignedFace(side: template.side)
        return warp(landmarks, in: frame, into: &face) ? face : nil
    }

    /// Does the same in memory that is there; false for points on a line.
    private func warp(_ landmarks: Landmarks, in frame: Frame, into face: inout AlignedFace) -> Bool {
        guard let inverse = template.map(from: landmarks)?.inverse else { return false }
        face.write { pixels in
            KernelSet.current.warp(
                frame.pixels.span,
                width: frame.width,
                height: frame.height,
                inverse: inverse,
                outWidth: template.side,
                outHeight: template.side,
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
