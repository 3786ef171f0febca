import Capture
public import FaceTypes
public import Gallery
public import Vision

// Still pictures: there is time to look for small faces, and to turn a picture that lies.
extension FaceAnalyzer {
    /// Finds and embeds all faces of a still picture, most confident first: small ones, too, and those of a
    /// picture that lies on its side or its head.
    ///
    /// Boxes and landmarks are in the picture's own pixels, however it was turned.
    public func faces(in frame: Frame) -> [Face] {
        let upright =
            looksForSmallFaces
            ? detections(in: frame, confidence) : detector.detect(in: frame, confidence: confidence)
        let (turn, turned, detections) = turned(frame, upright)
        return detections.map { face(of: $0, among: detections, in: turned).undoing(turn, in: frame) }
    }

    /// Small faces must be surer than others: tiles show many a pattern that is no face.
    private static let tileConfidence: Float = 0.7

    /// Looks at the whole picture and at all tiles.
    private func detections(in frame: Frame, _ confidence: Float) -> [Detection] {
        var found = detector.detect(in: frame, confidence: confidence)
        let tiles = TilePlan.tiles(width: frame.width, height: frame.height)
        guard !tiles.isEmpty else { return found }
        look(at: tiles, of: frame, confidence, &found)
        return found
    }

    /// Looks at tiles of a frame, too.
    public func look(at tiles: [Tile], of frame: Frame, _ confidence: Float, _ found: inout [Detection]) {
        let wholeCount = found.count
        for tile in tiles {
            detector.detect(
                in: frame,
                tile: tile,
                confidence: max(confidence, Self.tileConfidence),
                into: &found
            )
        }
        DetectionMerger.merge(&found, wholeCount: wholeCount, width: frame.width, height: frame.height)
    }

    /// A face this sure is upright.
    private static let upright: Float = 0.99
    /// A face that others are compared with must be larger than one that is only recognized, in pixels.
    private static let enrollmentSide = 40

    private static func enrollmentRefusal(of face: Face) -> FaceRefusal? {
        let side = min(face.detection.box.width, face.detection.box.height)
        return side < Float(enrollmentSide)
            ? .tooSmall(side: Int(max(0, side)), minimum: enrollmentSide) : nil
    }

    /// Finds out how a picture lies that shows no face, or only unsure ones, as sideways ones are.
    private func turned(
        _ frame: Frame,
        _ upright: [Detection]
    ) -> (turn: StillTurn, frame: Frame, detections: [Detection]) {
        var best = (turn: StillTurn.none, frame: frame, detections: upright)
        var sure = upright.first?.confidence ?? 0
        guard sure < Self.upright else { return best }
        // As small as the detector makes it: a large photo is turned only if that is worth it.
        let small = detector.reduced(frame)
        for turn in StillTurn.allCases where turn != .none {
            guard let seen = detector.detect(in: turn.applied(to: small), confidence: confidence).first,
                seen.confidence >= Self.upright, seen.confidence > sure
            else { continue }
            let turned = turn.applied(to: frame)
            best = (turn, turned, detector.detect(in: turned, confidence: confidence))
            sure = seen.confidence
        }
        return best
    }

    /// Finds the one face of a photo that somebody is to be enrolled from.
    ///
    /// - Returns: the face, or why there is not exactly one that is good enough.
    public func onlyFace(in frame: Frame) -> Result<(face: Face, embedding: Embedding), PhotoRefusal> {
        // Always the same confidence: a photo's embedding is cached, whoever asks for it.
        var detections = detector.detect(in: frame, confidence: Detection.defaultConfidence)
        var frame = frame
        if detections.first.map({ $0.confidence < Self.upright }) ?? true {
            if detections.isEmpty { detections = self.detections(in: frame, Detection.defaultConfidence) }
            (_, frame, detections) = turned(frame, detections)
        }
        let faces = detections.map { face(of: $0, among: detections, in: frame) }
        let usable = faces.compactMap { face in face.embedding.map { (face: face, embedding: $0) } }
            .filter { Self.enrollmentRefusal(of: $0.face) == nil }
        guard let first = usable.first else {
            guard let face = faces.first, let refusal = face.refusal ?? Self.enrollmentRefusal(of: face)
            else {
                return .failure(PhotoRefusal("no face is found"))
            }
            return .failure(PhotoRefusal("the face can't be used: \(refusal)"))
        }
        guard usable.count == 1 else {
            return .failure(PhotoRefusal("\(usable.count) faces are found; cut the photo to one"))
        }
        return .success(first)
    }

    /// Knows photos by their bytes, and embeds the one face of each.
    public var photoReader: GalleryFolder.PhotoReader {
        GalleryFolder.PhotoReader(
            dimensions: recognizer.models[0].embedder.description.dimensions,
            isPhoto: Picture.isPromised(by:),
            embed: embedPhoto
        )
    }

    /// Embeds the one face of a photo's bytes.
    public func embedPhoto(_ bytes: [UInt8], path: String) -> Result<Embedding, PhotoRefusal> {
        do throws(CaptureError) {
            return onlyFace(in: try Picture.decode(bytes, name: path)).map(\.embedding)
        } catch {
            return .failure(PhotoRefusal(error.problem, isLasting: !error.isOfThisMachine))
        }
    }
}
