import Capture
import FaceTypes
import Inference
import Kernels
import Vision

/// What is measured once about the shipped networks: calibration, and the times of algorithms.
struct NetworkMeasurements {
    let models: ModelSet
    let places: Places
    let workers: Workers

    /// An algorithm may change a network's results by so much, alone, for one layer: about twenty such changes, each in
    /// another direction, add up to less than 0.05, where the cosine of embeddings is 0.999.
    private static let tolerance: Float = 0.01

    /// Measures both networks over some pictures, and writes the calibrations beside their weights.
    func calibrate(_ pictures: [Frame]) throws {
        let detector = try FaceDetector(models.detector, PlanOptions(workers: workers))
        let aligner = FaceAligner(locator: models.locator)
        let faces = pictures.flatMap { frame in
            detector.detect(in: frame).compactMap { aligner.align($0, in: frame).face }
        }
        guard !faces.isEmpty else {
            throw CaptureError.unsupported(places.demo, problem: "the detector finds no face in its pictures")
        }
        Console.print("\(pictures.count) pictures, \(faces.count) faces")
        try calibrate(
            FaceDetector.readingBytes(models.detector),
            outputs: FaceDetector.rawOutputs,
            pictures.map { detector.networkInput(of: $0) },
            weights: models.weights.detector,
            digest: models.digests[1]
        )
        try calibrate(
            FaceEmbedder.readingBytes(models.embedder),
            outputs: ["embedding"],
            faces.map { FaceEmbedder.networkInput(of: $0) },
            weights: models.weights.embedder,
            digest: models.digests[3]
        )
    }

    private func calibrate(
        _ graph: Graph,
        outputs: [String],
        _ samples: [[Float]],
        weights: String,
        digest: String
    ) throws {
        let calibrator = Calibrator(graph, outputs: outputs, samples: samples, workers: workers)
        let calibration = try calibrator.calibrate(tolerance: Self.tolerance) { layer, algorithm, change in
            Console.print(
                "  \(layer.padded(44)) \(algorithm.padded(15)) changes \((Double(change) * 100).short) %"
            )
        }
        try CalibrationFile(calibration, sha256: digest).write(for: weights)
        Console.print("wrote \(CalibrationFile.path(of: weights))")
    }

    /// Measures every algorithm on every convolution, and writes the times to the cache folder.
    func tune(runs: Int) throws {
        let options = PlanOptions(workers: workers)
        var tuning = try Tuner.tune(
            FaceDetector.readingBytes(models.detector),
            outputs: ["detection_out"],
            options,
            runs: runs
        )
        let embedder = try Tuner.tune(
            FaceEmbedder.readingBytes(models.embedder),
            outputs: ["embedding"],
            options,
            runs: runs
        )
        tuning.times.merge(embedder.times) { mine, _ in mine }
        for (size, times) in tuning.times.sorted(by: { $0.key < $1.key }) {
            let sorted = times.sorted { $0.value < $1.value }
            Console.print(
                "  \(size.padded(48)) \(sorted.map { "\($0.key) \($0.value.short)" }.joined(separator: "  "))"
            )
        }
        try TuningFile.write(tuning, places, workers)
        Console.print("wrote \(TuningFile.path(places, workers))")
    }
}
