import FaceTypes

/// Where an embedder wants a face's eyes and nose, in a square crop.
public struct AlignmentTemplate: Sendable {
    /// The side of the crop in pixels.
    public let side: Int
    /// Where the outer corner of the eye at the left of the picture goes, in pixels of the crop.
    let leftOuterEye: Point
    /// Where that of the eye at the right goes.
    let rightOuterEye: Point
    /// Where the base of the nose goes.
    let noseBase: Point

    /// OpenFace's: points 36, 45 and 33 of 68, each axis scaled to `0...1` over all points, times 96.
    ///
    /// Source: openface/align_dlib.py.
    public static let openFace = AlignmentTemplate(
        side: 96,
        leftOuterEye: Point(x: 18.639072, y: 16.249624),
        rightOuterEye: Point(x: 75.73048, y: 15.18443),
        noseBase: Point(x: 47.515285, y: 49.38637)
    )

    /// The affine map that brings eyes and nose to their places; nil for points on a line.
    func map(from landmarks: Landmarks) -> AffineTransform? {
        AffineTransform(
            from: (landmarks.leftOuterEye, landmarks.rightOuterEye, landmarks.noseBase),
            to: (leftOuterEye, rightOuterEye, noseBase)
        )
    }
}
