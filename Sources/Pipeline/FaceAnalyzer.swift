// Pipeline: the stages, the queues that they run on, and what they hand to each other.
//
//   FaceAnalyzer    one face, start to end; still pictures for `identify`, enrolling, and the gallery's photos
//   FacePipeline    builds and connects the stages below; start, stop, actions, the current snapshot
//   CaptureStage    source -> Mailbox
//   VisionStage     Mailbox -> detections -> tracks -> recognition jobs and events
//   RecognitionStage  track -> embedding -> identity -> vote
//   Events/         what is worth noting, and the log

import Capture
public import FaceTypes
public import Vision

/// Detector, aligner and embedder, applied to single pictures.
public struct FaceAnalyzer: Sendable {
    /// Changes with everything that changes an embedding beside the models: alignment, quality gate,
    /// resampling.
    public static let pipelineVersion = 2

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
    /// Whether small faces of still pictures are looked for.
    let looksForSmallFaces: Bool

    /// Connects the three.
    public init(
        detector: FaceDetector,
        aligner: FaceAligner,
        embedder: FaceEmbedder,
        confidence: Float = FaceDetector.defaultConfidence,
        looksForSmallFaces: Bool = true
    ) {
        self.detector = detector
        self.aligner = aligner
        self.embedder = embedder
        self.confidence = confidence
        self.looksForSmallFaces = looksForSmallFaces
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
        /// How the picture had to be turned.
        public var turn = StillTurn.none

        /// The face in the picture as it was before it was turned.
        func undoing(_ turn: StillTurn, in frame: Frame) -> Face {
            guard turn != .none else { return self }
            var face = Face(
                detection: Detection(
                    box: turn.undone(detection.box, in: frame),
                    confidence: detection.confidence
                ),
                landmarks: Landmarks(points: landmarks.points.map { turn.undone($0, in: frame) }),
                refusal: refusal,
                embedding: embedding
            )
            face.turn = turn
            return face
        }
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
}
