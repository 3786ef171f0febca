/// A face that a detector saw in a frame.
public struct Detection: Sendable, Hashable {
    /// What is less sure than this is no detection unless asked for; what OpenCV's samples use.
    public static let defaultConfidence: Float = 0.5

    /// Where, in the frame's pixels; it may reach past the edges.
    public let box: Box
    /// How sure the detector is, in `0...1`.
    public let confidence: Float
    /// The five points, where the detector places them itself.
    public let landmarks: Landmarks?

    /// Makes a detection.
    public init(box: Box, confidence: Float, landmarks: Landmarks? = nil) {
        (self.box, self.confidence, self.landmarks) = (box, confidence, landmarks)
    }

    /// The same face in a picture in which each of its points stands elsewhere.
    public func mapped(box: Box, _ point: (Point) -> Point) -> Detection {
        Detection(box: box, confidence: confidence, landmarks: landmarks?.mapped(point))
    }
}
