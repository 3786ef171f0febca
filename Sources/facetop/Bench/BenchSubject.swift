import Capture
import FaceTypes
import Inference
import Kernels
import Pipeline
import Vision

/// The two networks and the whole pipeline, on some number of threads and with some numbers, and how long they took.
final class BenchSubject {
    let threads: Int
    let precision: Precision
    let analyzer: FaceAnalyzer
    let multiplyAdds: (detector: Int, embedder: Int)
    /// Milliseconds of each run; a round's runs stand together.
    private(set) var detector: [[Double]] = []
    private(set) var embedder: [[Double]] = []
    /// Milliseconds of each frame of the clip.
    private(set) var pipeline: [[Double]] = []
    private let clip: [Frame]
    private let face: AlignedFace

    init(_ models: ModelSet, face frame: Frame, clip: [Frame], _ engine: PlanOptions) throws {
        threads = engine.crew.count
        precision = engine.precision
        self.clip = clip
        let detector = try FaceDetector(models.detector, models.detectorOptions(engine))
        let aligner = FaceAligner(locator: models.locator)
        analyzer = FaceAnalyzer(
            detector: detector,
            aligner: aligner,
            embedder: try FaceEmbedder(models.embedder, models.embedderOptions(engine))
        )
        multiplyAdds = (models.detector.multiplyAdds, models.embedder.multiplyAdds)
        let detections = detector.detect(in: frame)
        guard let face = detections.lazy.compactMap({ aligner.align($0, in: frame).face }).first else {
            throw CaptureError.unsupported("obama.jpg", problem: "the detector finds no face in it")
        }
        self.face = face
        // Warm: caches, pages, and the processor's clock.
        for _ in 0..<5 { _ = analyzer.faces(in: frame) }
    }

    /// Runs the networks some times and the clip once, and notes how long it took.
    func measure(runs: Int) {
        detector.append((0..<runs).map { _ in Self.time { analyzer.detector.runNetwork() } })
        embedder.append((0..<runs).map { _ in Self.time { _ = analyzer.embedder.embed(face) } })
        pipeline.append(clip.map { frame in Self.time { _ = analyzer.faces(in: frame) } })
    }

    private static func time(_ body: () -> Void) -> Double {
        let elapsed = ContinuousClock().measure(body)
        return Double(elapsed.components.attoseconds) / 1e15 + Double(elapsed.components.seconds) * 1e3
    }
}
