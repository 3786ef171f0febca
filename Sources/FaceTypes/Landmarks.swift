/// The five points of dlib's small face model, in frame pixels.
public struct Landmarks: Sendable, Hashable {
    /// The points in dlib's order: outer and inner corner of the eye at the right of the picture, outer and
    /// inner corner of the eye at its left, base of the nose.
    public let five: [5 of Point]

    /// The points as an array, in the same order.
    public var points: [Point] { five.indices.map { five[$0] } }

    /// Makes landmarks from five points in dlib's order.
    public init(_ five: [5 of Point]) { self.five = five }

    /// Makes landmarks from five points in dlib's order.
    public init(points: [Point]) {
        precondition(points.count == 5, "landmarks from \(points.count) points")
        five = [5 of Point] { points[$0] }
    }

    /// The points, each brought elsewhere.
    public func mapped(_ point: (Point) -> Point) -> Landmarks {
        Landmarks([5 of Point] { point(five[$0]) })
    }

    /// The outer corner of the eye at the right of the picture.
    public var rightOuterEye: Point { five[0] }
    /// The outer corner of the eye at the left of the picture.
    public var leftOuterEye: Point { five[2] }
    /// The base of the nose.
    public var noseBase: Point { five[4] }

    /// Whether all points are the same.
    public static func == (a: Landmarks, b: Landmarks) -> Bool {
        a.five.indices.allSatisfy { a.five[$0] == b.five[$0] }
    }

    /// Hashes the points.
    public func hash(into hasher: inout Hasher) { for i in five.indices { hasher.combine(five[i]) } }
}
