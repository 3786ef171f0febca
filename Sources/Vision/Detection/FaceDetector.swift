public import FaceTypes
public import Inference
public import Kernels

/// Finds faces in pictures.
public protocol FaceDetector: Sendable {
    /// What it computes with.
    var network: Network { get }

    /// Finds the faces in a frame; allocates nothing once `found` has grown.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - confidence: the least confidence of a detection, in `0...1`.
    ///   - found: gets the detections, most confident first, in place of what it held; boxes may reach past the
    ///     frame's edges.
    func detect(in frame: Frame, confidence: Float, into found: inout [Detection])

    /// The same with a camera's picture, of which only what is needed becomes RGB.
    func detect(in picture: borrowing PictureBytes, confidence: Float, into found: inout [Detection])

    /// Finds the faces in a part of a frame, and adds them to what was found.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - tile: the part of it, which must lie inside.
    ///   - confidence: the least confidence of a detection, in `0...1`.
    ///   - found: gets the detections, in the frame's pixels; those that the tile's edges cut are left out.
    func detect(in frame: Frame, tile: Tile, confidence: Float, into found: inout [Detection])

    /// Returns a frame as small as the detector makes it.
    func reduced(_ frame: Frame) -> Frame
}

extension FaceDetector {
    /// Finds the faces in a frame, most confident first; boxes may reach past its edges.
    public func detect(in frame: Frame, confidence: Float = Detection.defaultConfidence) -> [Detection] {
        var found: [Detection] = []
        detect(in: frame, confidence: confidence, into: &found)
        return found
    }
}
