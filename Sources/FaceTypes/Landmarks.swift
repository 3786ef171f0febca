/// Five points of a face, in frame pixels; left and right are those of the picture.
public struct Landmarks: Sendable, Hashable {
    /// Left eye, right eye, tip of the nose, left and right corner of the mouth.
    public let five: [5 of Point]

    /// The points as an array, in the same order.
    public var points: [Point] { five.indices.map { five[$0] } }

    /// Makes landmarks from five points in that order.
    public init(_ five: [5 of Point]) { self.five = five }

    /// Makes landmarks from five points in that order.
    public init(points: [Point]) {
        precondition(points.count == 5, "landmarks from \(points.count) points")
        five = [5 of Point] { points[$0] }
    }

    /// The points, each brought elsewhere.
    public func mapped(_ point: (Point) -> Point) -> Landmarks {
        Landmarks([5 of Point] { point(five[$0]) })
    }

    /// The middle of the eye at the left of the picture.
    public var leftEye: Point { five[0] }
    /// The middle of the eye at the right of the picture.
    public var rightEye: Point { five[1] }
    /// The tip of the nose.
    public var noseTip: Point { five[2] }
    /// The corner of the mouth at the left of the picture.
    public var leftMouth: Point { five[3] }
    /// The corner of the mouth at the right of the picture.
    public var rightMouth: Point { five[4] }

    /// Whether all points are the same.
    public static func == (a: Landmarks, b: Landmarks) -> Bool {
        a.five.indices.allSatisfy { a.five[$0] == b.five[$0] }
    }

    /// Hashes the points.
    public func hash(into hasher: inout Hasher) { for i in five.indices { hasher.combine(five[i]) } }
}
