import Capture
public import FaceTypes
import Inference
public import Recognition
import Vision

/// The two networks and the whole pipeline, on some number of threads and with some numbers, and how long they took.
public final class BenchSubject {
    let threads: Int
    let precision: Precision
    let analyzer: FaceAnalyzer
    let multiplyAdds: (detector: Int, landmarks: Int, embedder: Int)
    /// Milliseconds of each run; a round's runs stand together.
    private(set) var detector: [[Double]] = []
    /// Of placing landmarks: both looks.
    private(set) var landmarks: [[Double]] = []
    /// Of one pass of the embedder's network.
    private(set) var embedder: [[Double]] = []
    /// Milliseconds of each frame of the clip.
    private(set) var pipeline: [[Double]] = []
    private let clip: [Frame]
    private let place: (box: Box, frame: Frame)

    /// Plans the networks, and warms them up.
    ///
    /// - Parameters:
    ///   - models: the networks.
    ///   - settings: how they are computed, and what counts as a face.
    ///   - frame: a picture with a face.
    ///   - clip: what the pipeline runs on.
    /// - Throws: `RecognitionError`, or `CaptureError.unsupported` where no face is found.
    public init(_ models: ModelSet, _ settings: Settings, face frame: Frame, clip: [Frame]) throws {
        threads = settings.threads
        precision = settings.precision
        self.clip = clip
        analyzer = try models.analyzer(settings.engine, settings)
        multiplyAdds = (
            models.detector.graph.multiplyAdds, 2 * models.landmarks.graph.multiplyAdds,
            models.embedder.graph.multiplyAdds
        )
        guard let detection = analyzer.detector.detect(in: frame).first else {
            throw CaptureError.unsupported("obama.jpg", problem: "the detector finds no face in it")
        }
        place = (detection.box, frame)
        // Warm: caches, pages, and the processor's clock.
        for _ in 0..<5 { _ = analyzer.faces(in: frame) }
    }

    /// The networks, by name.
    var networks: [(name: String, network: Network)] {
        [
            ("detector", analyzer.detector.network),
            ("landmarks", analyzer.recognizer.landmarks.network),
            ("embedder", embedderModel.network),
        ]
    }

    private var embedderModel: FaceEmbedder { analyzer.recognizer.models[0].embedder }

    /// Runs the networks some times and the clip once, and notes how long it took.
    public func measure(runs: Int) {
        let network = analyzer.detector.network
        detector.append(
            (0..<runs).map { _ in milliseconds { network.run(filling: { _ in }, reading: { _ in }) } }
        )
        landmarks.append(
            (0..<runs).map { _ in
                milliseconds { _ = analyzer.recognizer.landmarks.locate(place.box, in: place.frame) }
            }
        )
        let embedding = embedderModel.network
        embedder.append(
            (0..<runs).map { _ in milliseconds { embedding.run(filling: { _ in }, reading: { _ in }) } }
        )
        pipeline.append(clip.map { frame in milliseconds { _ = analyzer.faces(in: frame) } })
    }
}
