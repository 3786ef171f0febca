public import FaceTypes

/// The five points of dlib's small face model, in frame pixels: what OpenFace's alignment is made from.
public struct EyeCorners: Sendable {
    /// The points in dlib's order: outer and inner corner of the eye at the right of the picture, outer and
    /// inner corner of the eye at its left, base of the nose.
    let five: [5 of Point]

    /// The points as an array, in the same order.
    public var points: [Point] { five.indices.map { five[$0] } }

    /// Makes them from five points in dlib's order.
    public init(_ five: [5 of Point]) { self.five = five }

    /// The outer corner of the eye at the right of the picture.
    public var rightOuter: Point { five[0] }
    /// The outer corner of the eye at the left of the picture.
    public var leftOuter: Point { five[2] }
    /// The base of the nose.
    public var noseBase: Point { five[4] }
}
