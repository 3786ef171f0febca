import FaceTypes

/// Decides which detections are good enough to be recognized and enrolled.
public struct FaceQuality: Sendable {
    /// The least that the box's smaller side may have, in pixels.
    public var minimumSide = 40
    /// The least share of the box that must lie inside the frame.
    public var minimumVisibleShare: Float = 0.75
    /// The least sharpness of the aligned face: variance of its Laplacian, in squared gray levels.
    public var minimumSharpness: Float = 20
    /// Mean gray levels between which an aligned face is neither too dark nor too bright.
    public var meanRange: ClosedRange<Float> = 25...235
    /// A box of which this share lies inside a surer one is no second face.
    public var maximumContainment: Float = 0.75

    /// Makes the gate with its measured defaults (docs/models.md).
    public init() {}

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

    /// Judges whether five points can be a face that looks roughly at the camera.
    ///
    /// All lengths are shares of the distance of the outer eye corners.
    func refusal(of landmarks: Landmarks, in box: Box) -> FaceRefusal? {
        let left = landmarks.leftOuterEye
        let right = landmarks.rightOuterEye
        let nose = landmarks.noseBase
        let (dx, dy) = (right.x - left.x, right.y - left.y)
        let distance = (dx * dx + dy * dy).squareRoot()
        guard dx > 0, distance > 0.25 * box.width else {
            return .implausibleLandmarks("the eyes are too close")
        }
        guard distance < 1.1 * box.width else { return .implausibleLandmarks("the eyes are too far apart") }
        guard abs(dy) < dx else { return .implausibleLandmarks("the face is tilted by more than 45 degrees") }
        // The nose in a frame whose first axis runs from eye to eye.
        let along = ((nose.x - left.x) * dx + (nose.y - left.y) * dy) / (distance * distance)
        let below = ((nose.y - left.y) * dx - (nose.x - left.x) * dy) / (distance * distance)
        guard (0.1...0.9).contains(along) else {
            return .implausibleLandmarks("the nose is not between the eyes")
        }
        guard (0.3...1.2).contains(below) else {
            return .implausibleLandmarks("the nose is not below the eyes")
        }
        return nil
    }

    /// Judges an upright face by its pixels.
    func refusal(of face: AlignedFace) -> FaceRefusal? {
        let (mean, sharpness) = Self.statistics(of: face)
        guard meanRange.contains(mean) else { return .exposure(mean: mean) }
        guard sharpness >= minimumSharpness else {
            return .blurred(sharpness: sharpness, minimum: minimumSharpness)
        }
        return nil
    }

    /// Returns the mean gray level, and the variance of the four-neighbor Laplacian.
    static func statistics(of face: AlignedFace) -> (mean: Float, sharpness: Float) {
        let side = face.side
        func gray(_ x: Int, _ y: Int) -> Int {
            let first = (y * side + x) * 3
            return (Int(face.pixels[first]) + Int(face.pixels[first + 1]) + Int(face.pixels[first + 2])) / 3
        }
        var total = 0
        var sum = 0
        var squares = 0
        for y in 1..<side - 1 {
            for x in 1..<side - 1 {
                let center = gray(x, y)
                let laplacian = gray(x - 1, y) + gray(x + 1, y) + gray(x, y - 1) + gray(x, y + 1) - 4 * center
                total += center
                sum += laplacian
                squares += laplacian * laplacian
            }
        }
        let count = Float((side - 2) * (side - 2))
        let average = Float(sum) / count
        return (Float(total) / count, Float(squares) / count - average * average)
    }
}
