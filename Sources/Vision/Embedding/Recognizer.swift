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

    /// A face that is good enough, embedded.
    public struct Embedded: Sendable {
        /// An embedding of each model, in their order.
        public let embeddings: [Embedding]
        /// How good the face is.
        public let quality: FaceQuality
    }

    /// Places the landmarks of detections that have none.
    public let landmarks: LandmarkNetwork
    /// What is good enough.
    public let gate: QualityGate
    /// At least one; the first names people.
    public let models: [Model]

    /// Makes a recognizer; there must be a model.
    public init(landmarks: LandmarkNetwork, gate: QualityGate = QualityGate(), models: [Model]) {
        precondition(!models.isEmpty, "a recognizer without an embedder")
        (self.landmarks, self.gate, self.models) = (landmarks, gate, models)
    }

    /// Aligns and embeds one detection.
    ///
    /// - Parameters:
    ///   - detection: where the detector saw it.
    ///   - others: the frame's other detections; one that lies inside a surer one is refused.
    ///   - frame: the picture.
    /// - Returns: the five points, and the embeddings, or why the face is refused.
    public func embed(
        _ detection: Detection,
        among others: [Detection],
        in frame: Frame
    ) -> (landmarks: Landmarks, outcome: Result<Embedded, FaceRefusal>) {
        var embeddings: [Embedding] = []
        let (landmarks, first) = align(detection, among: others, in: frame) { face, quality in
            (embedding: models[0].embedder.embed(face), quality: quality)
        }
        switch first {
        case .failure(let refusal): return (landmarks, .failure(refusal))
        case .success((nil, _)): return (landmarks, .failure(.notFinite))
        case .success((let embedding?, let quality)):
            embeddings.append(embedding)
            for model in models.dropFirst() {
                let more = model.aligner.align(detection.box, landmarks, in: frame) {
                    model.embedder.embed($0)
                }
                guard let more else { return (landmarks, .failure(.flat)) }
                guard let embedding = more else { return (landmarks, .failure(.notFinite)) }
                embeddings.append(embedding)
            }
            return (landmarks, .success(Embedded(embeddings: embeddings, quality: quality)))
        }
    }

    /// The upright face of a detection for the first embedder, nil where it is refused.
    public func crop(of detection: Detection, among others: [Detection] = [], in frame: Frame) -> AlignedFace?
    {
        try? align(detection, among: others, in: frame) { face, _ in copy face }.outcome.get()
    }

    /// Places the landmarks of a detection, turns it upright for the first embedder, and applies the quality gate.
    ///
    /// - Parameters:
    ///   - detection: where the detector saw it.
    ///   - others: the frame's other detections; one that lies inside a surer one is refused.
    ///   - frame: the picture.
    ///   - use: gets the upright face, and how good it is.
    /// - Returns: the five points, and what the closure returned, or why the detection is refused.
    public func align<Value>(
        _ detection: Detection,
        among others: [Detection],
        in frame: Frame,
        use: (AlignedFace, FaceQuality) -> Value
    ) -> (landmarks: Landmarks, outcome: Result<Value, FaceRefusal>) {
        let (points, probability) =
            detection.landmarks.map { ($0, detection.confidence) }
            ?? landmarks.locate(detection.box, in: frame)
        if let refusal = gate.refusal(of: detection, among: others, in: frame)
            ?? gate.refusal(of: points, probability: probability, in: detection.box)
        {
            return (points, .failure(refusal))
        }
        let outcome = models[0].aligner.align(detection.box, points, in: frame) {
            face -> Result<Value, FaceRefusal> in
            let (mean, sharpness) = QualityGate.statistics(of: face)
            if let refusal = gate.refusal(mean: mean, sharpness: sharpness) { return .failure(refusal) }
            let quality = QualityGate.quality(
                of: detection,
                points,
                probability: probability,
                mean: mean,
                sharpness: sharpness
            )
            return .success(use(face, quality))
        }
        return (points, outcome ?? .failure(.flat))
    }
}
