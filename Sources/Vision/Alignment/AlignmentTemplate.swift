public import FaceTypes

/// Where an embedder wants the points of a face, in a square crop.
public struct AlignmentTemplate: Sendable {
    /// Which points are brought where, in pixels of the crop.
    enum Targets {
        /// Outer eye corners and the base of the nose, exactly, by an affine map.
        case eyeCorners(left: Point, right: Point, noseBase: Point)
        /// The five landmarks, as near as turning, scaling and shifting bring them.
        case landmarks(Landmarks)
    }

    /// The side of the crop in pixels.
    public let side: Int
    let targets: Targets

    /// Makes a template for the five landmarks.
    ///
    /// - Parameters:
    ///   - side: the side of the crop in pixels.
    ///   - landmarks: where they go, in pixels of the crop.
    public init(side: Int, landmarks: Landmarks) { (self.side, targets) = (side, .landmarks(landmarks)) }

    private init(side: Int, _ targets: Targets) { (self.side, self.targets) = (side, targets) }

    /// OpenFace's: points 36, 45 and 33 of 68, each axis scaled to `0...1` over all points, times 96.
    ///
    /// Source: openface/align_dlib.py.
    public static let openFace = AlignmentTemplate(
        side: 96,
        .eyeCorners(
            left: Point(x: 18.639072, y: 16.249624),
            right: Point(x: 75.73048, y: 15.18443),
            noseBase: Point(x: 47.515285, y: 49.38637)
        )
    )

    /// Where the five landmarks lie in crops that are aligned by OpenFace's template: medians of 1,003 faces.
    ///
    /// An embedding from both crops is worth more than from either (docs/models.md).
    public static let openFaceLandmarks = AlignmentTemplate(
        side: 96,
        landmarks: Landmarks(points: [
            Point(x: 26.877, y: 15.269), Point(x: 68.969, y: 14.37), Point(x: 48.046, y: 41.643),
            Point(x: 29.467, y: 64.476), Point(x: 66.805, y: 63.642),
        ])
    )

    /// ArcFace's, of 112 pixels, scaled to another side.
    ///
    /// Source: insightface, python-package/insightface/utils/face_align.py.
    public static func arcFace(side: Int = 112) -> AlignmentTemplate {
        let points: [(Float, Float)] = [
            (38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655),
            (70.7299, 92.2041),
        ]
        let scale = Float(side) / 112
        return AlignmentTemplate(
            side: side,
            landmarks: Landmarks(points: points.map { Point(x: $0.0 * scale, y: $0.1 * scale) })
        )
    }

    /// Whether it needs dlib's points.
    var needsEyeCorners: Bool { if case .eyeCorners = targets { true } else { false } }

    /// The map that brings the points of a face to their places; nil for points on a line.
    ///
    /// - Parameters:
    ///   - landmarks: the five landmarks.
    ///   - corners: gives dlib's points where they are needed.
    /// - Returns: from the frame to the crop.
    func map(from landmarks: Landmarks, corners: () -> EyeCorners) -> AffineTransform? {
        switch targets {
        case .eyeCorners(let left, let right, let noseBase):
            let corners = corners()
            return AffineTransform(
                from: (corners.leftOuter, corners.rightOuter, corners.noseBase),
                to: (left, right, noseBase)
            )
        case .landmarks(let targets): return AffineTransform(similarity: landmarks.five, to: targets.five)
        }
    }
}
