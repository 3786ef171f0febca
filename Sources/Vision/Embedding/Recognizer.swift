public import FaceTypes

/// Embeds the faces that a detector found, with one embedder or several.
public struct Recognizer: Sendable {
    /// An embedder, and what turns faces upright for it.
    public struct Model: Sendable {
        /// Turns faces upright.
        public let aligner: FaceAligner
        /// Embeds them.
        public let embedder: FaceEmbedder

        /// Connects the two; the aligner must use the embedder's template.
        public init(aligner: FaceAligner, embedder: FaceEmbedder) {
            self.aligner = aligner
            self.embedder = embedder
        }
    }

    /// At least one; the first names people.
    public let models: [Model]

    /// Makes a recognizer; there must be a model.
    public init(models: [Model]) {
        precondition(!models.isEmpty, "a recognizer without an embedder")
        self.models = models
    }

    /// Aligns and embeds one detection.
    ///
    /// - Parameters:
    ///   - detection: where the detector saw it.
    ///   - others: the frame's other detections; one that lies inside a surer one is refused.
    ///   - frame: the picture.
    /// - Returns: the five points, and an embedding of each model, or why the face is refused.
    public func embed(
        _ detection: Detection,
        among others: [Detection],
        in frame: Frame
    ) -> (landmarks: Landmarks, outcome: Result<[Embedding], FaceRefusal>) {
        var placed = detection
        var embeddings: [Embedding] = []
        for model in models {
            let (landmarks, outcome) = model.aligner.align(placed, among: others, in: frame) {
                model.embedder.embed($0)
            }
            // The points are placed once.
            placed = Detection(box: detection.box, confidence: detection.confidence, landmarks: landmarks)
            switch outcome {
            case .success(let embedding?): embeddings.append(embedding)
            case .success(nil): return (landmarks, .failure(.notFinite))
            case .failure(let refusal): return (landmarks, .failure(refusal))
            }
        }
        guard let landmarks = placed.landmarks else {
            preconditionFailure("a recognizer without an embedder")
        }
        return (landmarks, .success(embeddings))
    }
}
