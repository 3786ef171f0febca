public import FaceTypes
import Kernels
import Synchronization

/// Turns faces upright for one embedder.
public final class FaceAligner: Sendable {
    /// Memory that is used again from face to face.
    private struct Workspace {
        var corners = EyeCornerLocator.Workspace()
        var face: AlignedFace
    }

    private let template: AlignmentTemplate
    private let locator: EyeCornerLocator
    private let workspace: Mutex<Workspace>

    /// Makes an aligner.
    ///
    /// - Parameters:
    ///   - template: where the embedder wants a face's points.
    ///   - locator: places dlib's points, for templates that need them.
    public init(template: AlignmentTemplate, locator: EyeCornerLocator) {
        (self.template, self.locator) = (template, locator)
        workspace = Mutex(Workspace(face: AlignedFace(side: template.side)))
    }

    /// Turns a face upright and gives it to a closure; allocates nothing unless the closure keeps it.
    ///
    /// - Parameters:
    ///   - box: where the detector saw it.
    ///   - landmarks: its five landmarks.
    ///   - frame: the picture.
    ///   - use: gets the upright face.
    /// - Returns: what the closure returned, nil for points on a line.
    public func align<Value>(
        _ box: Box,
        _ landmarks: Landmarks,
        in frame: Frame,
        use: (AlignedFace) -> Value
    ) -> Value? {
        workspace.withLock { workspace in
            let map = template.map(from: landmarks) {
                locator.locate(in: frame, rectangle: Self.landmarkRectangle(for: box), &workspace.corners)
            }
            guard let map, warp(map, frame, into: &workspace.face) else { return nil }
            return use(workspace.face)
        }
    }

    /// Turns a face upright by dlib's points that are known already; nil for points on a line.
    func face(_ corners: EyeCorners, in frame: Frame) -> AlignedFace? {
        var face = AlignedFace(side: template.side)
        let nowhere = Landmarks([5 of Point](repeating: Point(x: 0, y: 0)))
        guard let map = template.map(from: nowhere, corners: { corners }), warp(map, frame, into: &face)
        else {
            return nil
        }
        return face
    }

    private func warp(_ map: AffineTransform, _ frame: Frame, into face: inout AlignedFace) -> Bool {
        guard let inverse = map.inverse else { return false }
        face.write { pixels in
            KernelSet.current.warp(
                frame.pixels.span,
                width: frame.width,
                height: frame.height,
                inverse: inverse,
                outWidth: template.side,
                outHeight: template.side,
                into: &pixels
            )
        }
        return true
    }

    /// The square that the landmark model was trained on, from the detector's box: as large as 0.946 of the mean of
    /// its sides, around the same middle.
    ///
    /// Measured by Tests/Golden/landmark_box.py; what it printed stands in docs/models.md.
    static func landmarkRectangle(for box: Box) -> EyeCornerLocator.Rectangle {
        // Far outside of every picture a pixel more or less does not matter, but must fit an integer.
        func pixel(_ position: Float) -> Int { Int(max(-1e6, min(1e6, position))) }
        let side = landmarkSide * (box.width + box.height) / 2
        let left = box.x + box.width / 2 - side / 2
        let top = box.y + box.height / 2 - side / 2
        return EyeCornerLocator.Rectangle(
            left: pixel(left),
            top: pixel(top),
            right: pixel(left + side) - 1,
            bottom: pixel(top + side) - 1
        )
    }

    /// The square's side as a share of the mean of the box's width and height.
    private static let landmarkSide: Float = 0.946
}
