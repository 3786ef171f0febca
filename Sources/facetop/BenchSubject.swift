import Capture
import FaceTypes
import Inference
import Kernels
import Pipeline
import Vision

/// The two networks and the whole pipeline on some number of threads, and how long they took.
final class BenchSubject {
    private let threads: Int
    private let analyzer: FaceAnalyzer
    private let frame: Frame
    private let face: AlignedFace
    private let multiplyAdds: (detector: Int, embedder: Int)
    /// Milliseconds of each run; a round's runs stand together.
    private var detector: [[Double]] = []
    private var embedder: [[Double]] = []
    private var pipeline: [[Double]] = []

    init(_ models: ModelSet, frame: Frame, threads: Int) throws {
        self.threads = threads
        self.frame = frame
        let workers = Workers(count: threads)
        let detector = try FaceDetector(models.detector, PlanOptions(workers: workers))
        let aligner = FaceAligner(locator: models.locator)
        analyzer = FaceAnalyzer(
            detector: detector,
            aligner: aligner,
            embedder: try FaceEmbedder(models.embedder, PlanOptions(workers: workers))
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

    /// Runs everything some times, and notes how long it took.
    func measure(runs: Int) {
        detector.append(Self.times(runs) { analyzer.detector.runNetwork() })
        embedder.append(Self.times(runs) { _ = analyzer.embedder.embed(face) })
        pipeline.append(Self.times(runs) { _ = analyzer.faces(in: frame) })
    }

    private static func times(_ runs: Int, _ body: () -> Void) -> [Double] {
        (0..<runs).map { _ in
            let elapsed = ContinuousClock().measure(body)
            return Double(elapsed.components.attoseconds) / 1e15 + Double(elapsed.components.seconds) * 1e3
        }
    }

    func printForPeers() {
        Console.print("detector \(Self.percentile(detector.flatMap(\.self), 0.5))")
        Console.print("embedder \(Self.percentile(embedder.flatMap(\.self), 0.5))")
    }

    func printSummary(comparedWith first: BenchSubject) {
        let rows = [
            ("detector", detector, first.detector, multiplyAdds.detector),
            ("embedder", embedder, first.embedder, multiplyAdds.embedder),
            ("pipeline", pipeline, first.pipeline, 0),
        ]
        for (name, own, reference, work) in rows {
            let all = own.flatMap(\.self)
            let median = Self.percentile(all, 0.5)
            var line =
                "\(name)  threads \(threads)  median \(Self.shown(median)) ms  p95 \(Self.shown(Self.percentile(all, 0.95))) ms"
            if work > 0 { line += "  \(Self.shown(Double(work) * 2e-6 / median)) GFLOP/s" }
            if first !== self {
                let ratios = zip(reference, own).map { Self.percentile($0, 0.5) / Self.percentile($1, 0.5) }
                line += "  \(Self.shown(Self.percentile(ratios, 0.5))) times as fast as on \(first.threads)"
            }
            Console.print(line)
        }
    }

    func printLayers(runs: Int) {
        let networks = [
            ("detector", analyzer.detector.timedRuns(runs)), ("embedder", analyzer.embedder.timedRuns(runs)),
        ]
        for (name, layers) in networks {
            let total = layers.reduce(0) { $0 + Self.percentile($1.milliseconds, 0.5) }
            Console.print("\(name), threads \(threads): median and p95 ms, GFLOP/s, share")
            for layer in layers {
                let median = Self.percentile(layer.milliseconds, 0.5)
                let p95 = Self.percentile(layer.milliseconds, 0.95)
                let rate =
                    layer.multiplyAdds > 0 ? Self.shown(Double(layer.multiplyAdds) * 2e-6 / median) : "-"
                Console.print(
                    "  \(Self.padded(layer.name, 28)) \(Self.padded(layer.operation, 16)) "
                        + "\(Self.padded("\(layer.inputShape)", 18)) \(Self.padded("\(layer.outputShape)", 18)) "
                        + "\(Self.padded(Self.shown(median), 8)) \(Self.padded(Self.shown(p95), 8)) "
                        + "\(Self.padded(rate, 7)) \(Int((median / total * 100).rounded())) %"
                )
            }
        }
    }

    private static func percentile(_ values: [Double], _ share: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[Int((Double(sorted.count - 1) * share).rounded())]
    }

    private static func shown(_ value: Double) -> String {
        value >= 100 ? "\(Int(value.rounded()))" : "\((value * 1000).rounded() / 1000)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
