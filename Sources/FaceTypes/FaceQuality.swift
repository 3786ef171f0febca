/// Where a head looks, in degrees; all 0 for one that faces the camera upright.
public struct Pose: Sendable, Hashable {
    /// Turned to the right of the picture.
    public let yaw: Float
    /// Turned down.
    public let pitch: Float
    /// Tilted clockwise.
    public let roll: Float

    /// Makes a pose.
    public init(yaw: Float, pitch: Float, roll: Float) {
        (self.yaw, self.pitch, self.roll) = (yaw, pitch, roll)
    }
}

/// How good a face is for recognition: numbers from 0, useless, to 1, as good as can be (docs/models.md).
public struct FaceQuality: Sendable, Hashable {
    /// How sure the landmark network is that there is a face.
    public var probability: Float
    /// The smaller side of the box as a share of 112 pixels, at most 1.
    public var size: Float
    /// How much of the face is seen from the front: the cosines of yaw and pitch, multiplied.
    public var frontality: Float
    /// The variance v of the crop's Laplacian in squared gray levels, as v / (v + 100).
    public var sharpness: Float
    /// 1 for a crop of middle gray, 0 for a black or a white one.
    public var light: Float
    /// Where the head looks.
    public var pose: Pose

    /// Makes a quality.
    public init(
        probability: Float,
        size: Float,
        frontality: Float,
        sharpness: Float,
        light: Float,
        pose: Pose
    ) {
        (self.probability, self.size, self.frontality) = (probability, size, frontality)
        (self.sharpness, self.light, self.pose) = (sharpness, light, pose)
    }

    /// All in one number, by which embeddings are weighted.
    public var overall: Float { probability * frontality * size.squareRoot() * sharpness.squareRoot() }
}
