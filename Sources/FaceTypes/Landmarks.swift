/// The five points of dlib's small face model, in frame pixels.
public struct Landmarks: Sendable, Hashable {
    /// The points in dlib's order: outer and inner corner of the eye at the right of the picture, outer and
    /// inner corner of the eye at its left, base of the nose.
    ///
    /// Always five.
    public let points: [Point]

    /// Makes landmarks from five points in dlib's order.
    public init(points: [Point]) {
        precondition(points.count == 5, "landmarks from \(points.count) points")
        self.points = points
    }

    /// The outer corner of the eye at the right of the picture.
    public var rightOuterEye: Point { points[0] }
    /// The outer corner of the eye at the left of the picture.
    public var leftOuterEye: Point { points[2] }
    /// The base of the nose.
    public var noseBase: Point { points[4] }
}
