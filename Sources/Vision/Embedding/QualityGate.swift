import FaceTypes
import Glibc

/// Decides which detections are good enough to be recognized and enrolled.
public struct QualityGate: Sendable {
    /// The least that the box's smaller side may have, in pixels.
    public var minimumSide = 24
    /// The least share of the box that must lie inside the frame.
    public var minimumVisibleShare: Float = 0.75
    /// The least probability of a face that the landmark network may give.
    public var minimumProbability: Float = 0.5
    /// The most degrees that a head may be turned aside, up or down.
    public var maximumTurn: Float = 60
    /// The most degrees that it may be tilted.
    public var maximumRoll: Float = 60
    /// The least sharpness of the aligned face (`statistics`).
    public var minimumSharpness: Float = 12
    /// Mean gray levels between which an aligned face is neither too dark nor too bright.
    public var meanRange: ClosedRange<Float> = 20...235
    /// A box of which this share lies inside a surer one is no second face.
    public var maximumContainment: Float = 0.75

    /// Makes the gate with its measured defaults (docs/models.md).
    public init() {}

    /// Refuses nothing that has two eyes and a nose.
    public static var open: QualityGate {
        var gate = QualityGate()
        (gate.minimumSide, gate.minimumVisibleShare, gate.minimumProbability) = (1, 0, 0)
        (gate.maximumTurn, gate.maximumRoll, gate.minimumSharpness) = (90, 180, 0)
        (gate.meanRange, gate.maximumContainment) = (0...255, 1)
        return gate
    }

    /// Judges a box by its size and place.
    func refusal(of detection: Detection, among others: [Detection], in frame: Frame) -> FaceRefusal? {
        let box = detection.box
        let side = min(box.width, box.height)
        guard side >= Float(minimumSide) else {
            return .tooSmall(side: Int(max(0, side)), minimum: minimumSide)
        }
        let visible = box.visibleShare(width: frame.width, height: frame.height)
        guard visible >= minimumVisibleShare else {
            return .outsideFrame(visible: visible, minimum: minimumVisibleShare)
        }
        let isInside = others.contains { other in
            other.confidence > detection.confidence
                && box.intersection(other.box).area > maximumContainment * box.area
        }
        return isInside ? .insideAnother : nil
    }

    /// Judges what the landmark network says.
    func refusal(of landmarks: Landmarks, probability: Float, in box: Box) -> FaceRefusal? {
        guard probability >= minimumProbability else {
            return .unlikely(probability: probability, minimum: minimumProbability)
        }
        let (dx, dy) = (
            landmarks.rightEye.x - landmarks.leftEye.x, landmarks.rightEye.y - landmarks.leftEye.y
        )
        let pose = PoseEstimate.pose(of: landmarks)
        let turn = max(abs(pose.yaw), abs(pose.pitch))
        guard dx * dx + dy * dy > 0, turn.isFinite, turn <= maximumTurn else {
            return .turnedAway(degrees: turn.isFinite ? turn : 90, maximum: maximumTurn)
        }
        guard abs(pose.roll) <= maximumRoll else {
            return .tilted(degrees: abs(pose.roll), maximum: maximumRoll)
        }
        return nil
    }

    /// Judges an upright face by its pixels: mean gray level, and sharpness.
    func refusal(mean: Float, sharpness: Float) -> FaceRefusal? {
        guard meanRange.contains(mean) else { return .exposure(mean: mean) }
        guard sharpness >= minimumSharpness else {
            return .blurred(sharpness: sharpness, minimum: minimumSharpness)
        }
        return nil
    }

    /// All of a face's quality in numbers.
    static func quality(
        of detection: Detection,
        _ landmarks: Landmarks,
        probability: Float,
        mean: Float,
        sharpness: Float
    ) -> FaceQuality {
        let pose = PoseEstimate.pose(of: landmarks)
        let radians = (yaw: pose.yaw * .pi / 180, pitch: pose.pitch * .pi / 180)
        return FaceQuality(
            probability: probability,
            size: min(1, max(0, min(detection.box.width, detection.box.height)) / 112),
            frontality: max(0, cosf(radians.yaw)) * max(0, cosf(radians.pitch)),
            sharpness: sharpness / (sharpness + 100),
            light: 1 - abs(mean - 127.5) / 127.5,
            pose: pose
        )
    }

    /// Returns the mean gray level, and the sharpness: the variance of the four-neighbor Laplacian in squared gray
    /// levels, for a picture of common contrast, so that a dark one is not taken for a blurred one.
    static func statistics(of face: AlignedFace) -> (mean: Float, sharpness: Float) {
        let side = face.side
        func gray(_ x: Int, _ y: Int) -> Int {
            let first = (y * side + x) * 3
            return (Int(face.pixels[first]) + Int(face.pixels[first + 1]) + Int(face.pixels[first + 2])) / 3
        }
        var (total, totalSquares, sum, squares) = (0, 0, 0, 0)
        for y in 1..<side - 1 {
            for x in 1..<side - 1 {
                let center = gray(x, y)
                let laplacian = gray(x - 1, y) + gray(x + 1, y) + gray(x, y - 1) + gray(x, y + 1) - 4 * center
                total += center
                totalSquares += center * center
                sum += laplacian
                squares += laplacian * laplacian
            }
        }
        let count = Float((side - 2) * (side - 2))
        let mean = Float(total) / count
        let contrast = Float(totalSquares) / count - mean * mean
        let average = Float(sum) / count
        let variance = Float(squares) / count - average * average
        return (mean, variance * commonContrast / max(contrast, leastContrast))
    }

    /// The variance of gray levels in an aligned face that is lit as usual.
    private static let commonContrast: Float = 2000
    /// In less contrast than this there is noise only.
    private static let leastContrast: Float = 30
}
