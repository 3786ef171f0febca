// Pipeline: the stages, the queues that they run on, and what they hand to each other.
//
//   FaceAnalyzer    one picture, start to end: for `identify`, enrolling, and the gallery's photos
//   FacePipeline    builds and connects the stages below; start, stop, actions, the current snapshot
//   CaptureStage    source -> Mailbox
//   VisionStage     Mailbox -> detections -> tracks -> recognition jobs and events
//   RecognitionStage  track -> embedding -> identity -> vote
//   Events/         what is worth noting, and the log

import Capture
public import FaceTypes
public import Gallery
public import Vision

/// Detector, aligner and embedder, applied to single pictures.
public struct FaceAnalyzer: Sendable {
    /// Changes with everything that changes an embedding beside the models: alignment, quality gate, resampling.
    public static let pipelineVersion = 1

    /// Finds faces.
    public let detector: FaceDetector
    /// Turns them upright.
    public let aligner: FaceAligner
    /// Embeds them.
    public let embedder: FaceEmbedder

    /// The least confidence of a face that is shown.
    ///
    /// What is enrolled does not depend on it.
    public let confidence: Float

    /// Connects the three.
    public init(
        detector: FaceDetector,
        aligner: FaceAligner,
        embedder: FaceEmbedder,
        confidence: Float = FaceDetector.defaultConfidence
    ) {
        self.detector = detector
        self.aligner = aligner
        self.embedder = embedder
        self.confidence = confidence
    }

    /// Runs everything once on a blank picture, so that the first real one finds memory and caches ready.
    public func warmUp() {
        let blank = Frame(pixels: [UInt8](repeating: 128, count: 640 * 480 * 3), width: 640, height: 480)
        _ = detector.detect(in: blank, confidence: confidence)
        let middle = Box(x: 220, y: 140, width: 200, height: 200)
        _ = face(of: Detection(box: middle, confidence: 1), among: [], in: blank)
        _ = embedder.embed(AlignedFace())
    }

    /// One face of a picture.
    public struct Face: Sendable {
        /// Where the detector saw it.
        public let detection: Detection
        /// The five points, also of what is refused.
        public let landmarks: Landmarks
        /// Why it is not recognised; nil where it is.
        public let refusal: FaceRefusal?
        /// The embedding; nil where it is refused.
        public let embedding: Embedding?
    }

    /// Finds and embeds all faces, most confident first.
    public func faces(in frame: Frame) -> [Face] { faces(in: frame, confidence: confidence) }

    private func faces(in frame: Frame, confidence: Float) -> [Face] {
        let detections = detector.detect(in: frame, confidence: confidence)
        return detections.map { face(of: $0, among: detections, in: frame) }
    }

    /// Aligns and embeds one detection.
    public func face(of detection: Detection, among others: [Detection], in frame: Frame) -> Face {
        let (landmarks, outcome) = aligner.align(detection, among: others, in: frame) { embedder.embed($0) }
        return switch outcome {
        case .success(let embedding):
            Face(detection: detection, landmarks: landmarks, refusal: nil, embedding: embedding)
        case .failure(let refusal):
            Face(detection: detection, landmarks: landmarks, refusal: refusal, embedding: nil)
        }
    }

    /// Finds the one face of a photo that somebody is to be enrolled from.
    ///
    /// - Returns: the face, or why there is not exactly one that is good enough.
    public func onlyFace(in frame: Frame) -> Result<(face: Face, embedding: Embedding), PhotoRefusal> {
        // Always the same confidence: a photo's embedding is cached, whoever asks for it.
        let faces = faces(in: frame, confidence: FaceDetector.defaultConfidence)
        let usable = faces.compactMap { face in face.embedding.map { (face: face, embedding: $0) } }
        guard let first = usable.first else {
            guard let refusal = faces.first?.refusal else {
                return .failure(PhotoRefusal("no face is found"))
            }
            return .failure(PhotoRefusal("the face is \(refusal)"))
        }
        guard usable.count == 1 else {
            return .failure(PhotoRefusal("\(usable.count) faces are found; cut the photo to one"))
        }
        return .success(first)
    }

    /// Embeds the one face of a photo's bytes.
    public func embedPhoto(_ bytes: [UInt8], path: String) -> Result<Embedding, PhotoRefusal> {
        do throws(CaptureError) {
            return onlyFace(in: try Picture.decode(bytes, name: path)).map(\.embedding)
        } catch {
            return .failure(PhotoRefusal("\(error)"))
        }
    }
}
