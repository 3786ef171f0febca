/// A face that the detector saw in a frame.
public struct Detection: Sendable, Hashable {
    /// Where, in the frame's pixels; it may reach past the edges.
    public let box: Box
    /// How sure the detector is, in `0...1`.
    public let confidence: Float

    /// Makes a detection.
    public init(box: Box, confidence: Float) {
        self.box = box
        self.confidence = confidence
    }
}
