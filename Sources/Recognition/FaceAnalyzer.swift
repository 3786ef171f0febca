public import FaceTypes
public import Vision

/// Detector and recognizer, applied to single pictures.
public struct FaceAnalyzer: Sendable {
    /// Changes with everything that changes an embedding beside the models: alignment, quality gate,
    /// resampling.
    public static let pipelineVersion = 3

    /// Finds faces.
    public let detector: any FaceDetector
    /// Embeds them.
    public let recognizer: Recognizer

    /// The least confidence of a face that is shown.
    ///
    /// What is enrolled does not depend on it.
    public let confidence: Float
    /// What the embedder is called.
    public let embedderName: String
    /// Whether small faces of still pictures are looked for.
    let looksForSmallFaces: Bool

    /// Connects the two.
    public init(
        detector: any FaceDetector,
        recognizer: Recognizer,
        confidence: Float = Detection.defaultConfidence,
        looksForSmallFaces: Bool = true,
        embedderName: String = ""
    ) {
        self.embedderName = embedderName
        (self.detector, self.recognizer, self.confidence) = (detector, recognizer, confidence)
        self.looksForSmallFaces = looksForSmallFaces
    }

    /// Runs everything once on a blank picture, so that the first real one finds memory and caches ready.
    public func warmUp() {
        let blank = Frame(pixels: [UInt8](repeating: 128, count: 640 * 480 * 3), width: 640, height: 480)
        _ = detector.detect(in: blank, confidence: confidence)
        let middle = Box(x: 220, y: 140, width: 200, height: 200)
        _ = face(of: Detection(box: middle, confidence: 1), among: [], in: blank)
        _ = recognizer.landmarks.locate(middle, in: blank)
        for model in recognizer.models {
            _ = model.embedder.embed(AlignedFace(side: model.embedder.description.side))
        }
    }

    /// One face of a picture.
    public struct Face: Sendable {
        /// Where the detector saw it.
        public let detection: Detection
        /// The five points, also of what is refused.
        public let landmarks: Landmarks
        /// The embeddings, or why it is not recognized.
        public let outcome: Result<Recognizer.Embedded, FaceRefusal>
        /// How the picture had to be turned.
        public var turn = StillTurn.none

        /// The embedding that names the face; nil where it is refused.
        public var embedding: Embedding? { try? outcome.get().embeddings.first }

        /// How good the face is; nil where it is refused.
        public var quality: FaceQuality? { try? outcome.get().quality }

        /// Why the face is refused; nil where it is not.
        public var refusal: FaceRefusal? {
            guard case .failure(let refusal) = outcome else { return nil }
            return refusal
        }

        /// The face in the picture as it was before it was turned.
        func undoing(_ turn: StillTurn, in frame: Frame) -> Face {
            guard turn != .none else { return self }
            return Face(
                detection: detection.mapped(box: turn.undone(detection.box, in: frame)) {
                    turn.undone($0, in: frame)
                },
                landmarks: landmarks.mapped { turn.undone($0, in: frame) },
                outcome: outcome,
                turn: turn
            )
        }
    }

    /// Aligns and embeds one detection.
    public func face(of detection: Detection, among others: [Detection], in frame: Frame) -> Face {
        let (landmarks, outcome) = recognizer.embed(detection, among: others, in: frame)
        return Face(detection: detection, landmarks: landmarks, outcome: outcome)
    }
}
