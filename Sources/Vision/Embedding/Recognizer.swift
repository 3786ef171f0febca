public import FaceTypes

/// Embeds the faces that a detector found, with one embedder or several.
public struct Recognizer: Sendable {
    /// An embedder, and what turns faces upright for it.
    public struct Model: Sendable {
        /// Turn faces upright, one for each of the embedder's alignments.
        let aligners: [FaceAligner]
        /// Embeds them.
        public let embedder: FaceEmbedder

        /// Connects the two.
        ///
        /// - Parameters:
        ///   - embedder: the embedder.
        ///   - locator: places dlib's points, for alignments that need them.
        public init(_ embedder: FaceEmbedder, locator: EyeCornerLocator) {
            self.embedder = embedder
            aligners = embedder.description.alignments.map { FaceAligner(template: $0, locator: locator) }
        }

        /// Embeds a face by each alignment, unless the first upright face is refused.
        func embed(
            _ box: Box,
            _ landmarks: Landmarks,
            in frame: Frame,
            refusal: (AlignedFace) -> FaceRefusal? = { _ in nil }
        ) -> Result<Embedding, FaceRefusal> {
            var middle: Embedding?
            for index in aligners.indices {
                let outcome = aligners[index].align(box, landmarks, in: frame) {
                    face -> Result<Embedding, FaceRefusal> in
                    if index == 0, let refusal = refusal(face) { return .failure(refusal) }
                    guard let embedding = embedder.embed(face) else { return .failure(.notFinite) }
                    guard let before = middle else { return .success(embedding) }
                    return before.middle(to: embedding).map { .success($0) } ?? .failure(.notFinite)
                }
                guard case .success(let embedding) = outcome else { return outcome ?? .failure(.flat) }
                middle = embedding
            }
            return middle.map { .success($0) } ?? .failure(.flat)
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
        let (landmarks, probability, refusal) = place(detection, among: others, in: frame)
        if let refusal { return (landmarks, .failure(refusal)) }
        var embeddings: [Embedding] = []
        var quality: FaceQuality?
        for (index, model) in models.enumerated() {
            let outcome = model.embed(detection.box, landmarks, in: frame) { face in
                guard index == 0 else { return nil }
                return judge(face, detection, landmarks, probability, &quality)
            }
            switch outcome {
            case .success(let embedding): embeddings.append(embedding)
            case .failure(let refusal): return (landmarks, .failure(refusal))
            }
        }
        guard let quality else { preconditionFailure("a recognizer without an embedder") }
        return (landmarks, .success(Embedded(embeddings: embeddings, quality: quality)))
    }

    /// Embeds one detection by the first embedder only; allocates nothing.
    ///
    /// - Parameters:
    ///   - detection: where the detector saw it.
    ///   - others: the frame's other detections.
    ///   - frame: the picture.
    /// - Returns: the embedding, nil where the face is refused.
    public func embedding(of detection: Detection, among others: [Detection], in frame: Frame) -> Embedding? {
        let (landmarks, probability, refusal) = place(detection, among: others, in: frame)
        guard refusal == nil else { return nil }
        var quality: FaceQuality?
        let outcome = models[0].embed(detection.box, landmarks, in: frame) { face in
            judge(face, detection, landmarks, probability, &quality)
        }
        return try? outcome.get()
    }

    /// Places the landmarks of a detection, and judges them.
    private func place(
        _ detection: Detection,
        among others: [Detection],
        in frame: Frame
    ) -> (landmarks: Landmarks, probability: Float, refusal: FaceRefusal?) {
        let (points, probability) =
            detection.landmarks.map { ($0, detection.confidence) }
            ?? landmarks.locate(detection.box, in: frame)
        let refusal =
            gate.refusal(of: detection, among: others, in: frame)
            ?? gate.refusal(of: points, probability: probability, in: detection.box)
        return (points, probability, refusal)
    }

    /// Judges an upright face, and notes how good it is.
    private func judge(
        _ face: AlignedFace,
        _ detection: Detection,
        _ landmarks: Landmarks,
        _ probability: Float,
        _ quality: inout FaceQuality?
    ) -> FaceRefusal? {
        let (mean, sharpness) = QualityGate.statistics(of: face)
        quality = QualityGate.quality(
            of: detection,
            landmarks,
            probability: probability,
            mean: mean,
            sharpness: sharpness
        )
        return gate.refusal(mean: mean, sharpness: sharpness)
    }

    /// The upright face of a detection for the first embedder, nil where it is refused.
    public func crop(of detection: Detection, among others: [Detection] = [], in frame: Frame) -> AlignedFace?
    {
        let (landmarks, probability, refusal) = place(detection, among: others, in: frame)
        guard refusal == nil else { return nil }
        return models[0].aligners[0].align(detection.box, landmarks, in: frame) { face -> AlignedFace? in
            var quality: FaceQuality?
            return judge(face, detection, landmarks, probability, &quality) == nil ? copy face : nil
        } ?? nil
    }
}
