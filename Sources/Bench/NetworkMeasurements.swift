import Capture
public import FaceTypes
import Inference
import Kernels
public import Recognition
import Text
import Vision

/// What is measured once about the shipped networks: calibration, and the times of algorithms.
public struct NetworkMeasurements {
    private let models: ModelSet
    private let settings: Settings
    /// Gets a line for people as soon as something is measured.
    private let report: (String) -> Void

    /// Measures networks.
    ///
    /// - Parameters:
    ///   - models: the networks.
    ///   - settings: on how many threads, and where times are kept.
    ///   - report: gets a line for people as soon as something is measured.
    public init(_ models: ModelSet, _ settings: Settings, report: @escaping (String) -> Void) {
        (self.models, self.settings, self.report) = (models, settings, report)
    }

    private var workers: Workers { Workers(count: settings.threads) }

    /// An algorithm may change a network's results by so much, alone, for one layer: about twenty such changes, each in
    /// another direction, add up to less than 0.05, where the cosine of embeddings is 0.999.
    private static let tolerance: Float = 0.01

    /// Measures the networks over some pictures, and writes the calibrations beside their weights.
    public func calibrate(_ pictures: [Frame]) throws {
        let analyzer = try models.analyzer(PlanOptions(workers: workers), settings)
        let detector = analyzer.detector
        let found = pictures.flatMap { frame in detector.detect(in: frame).map { (box: $0, frame: frame) } }
        let faces = found.compactMap { analyzer.recognizer.crop(of: $0.box, in: $0.frame) }
        guard !faces.isEmpty else {
            throw CaptureError.unsupported("the demo", problem: "the detector finds no face in its pictures")
        }
        report("\(pictures.count) pictures, \(faces.count) faces")
        try calibrate(
            models.detector,
            SSDDetector.input,
            outputs: SSDDetector.rawOutputs,
            pictures.map { detector.reduced($0).pixels }
        )
        try calibrate(
            models.landmarks,
            LandmarkNetwork.input,
            outputs: LandmarkNetwork.outputs,
            found.map { analyzer.recognizer.landmarks.crop($0.box.box, in: $0.frame) }
        )
        let description = models.description
        try calibrate(
            models.embedder,
            description.input,
            outputs: [description.output],
            faces.map(\.pixels)
        )
    }

    private func calibrate(
        _ model: ModelSet.Model,
        _ input: NetworkInput,
        outputs: [String],
        _ photos: [[UInt8]]
    ) throws {
        let calibrator = Calibrator(
            try input.folded(into: model.graph),
            outputs: outputs,
            samples: photos.map { input.plain.values(of: $0) },
            workers: workers
        )
        let calibration = try calibrator.calibrate(tolerance: Self.tolerance) { layer, algorithm, change in
            report(
                "  \(layer.padded(to: 44)) \(algorithm.padded(to: 15)) changes \((Double(change) * 100).short) %"
            )
        }
        try CalibrationFile(calibration, sha256: model.digest).write(for: model.weights)
        report("wrote \(CalibrationFile.path(of: model.weights))")
    }

    /// Measures every algorithm on every convolution, and writes the times to the cache folder.
    public func tune(runs: Int) throws {
        guard let cache = settings.cache else { return }
        let options = PlanOptions(workers: workers)
        var tuning = Tuning()
        for (model, input, output) in [
            (models.detector, SSDDetector.input, SSDDetector.output),
            (models.landmarks, LandmarkNetwork.input, LandmarkNetwork.outputs[0]),
            (models.embedder, models.description.input, models.description.output),
        ] {
            let graph = try input.folded(into: model.graph)
            let measured = try Tuner.tune(graph, outputs: [output], options, runs: runs)
            tuning.times.merge(measured.times) { mine, _ in mine }
        }
        for (size, times) in tuning.times.sorted(by: { $0.key < $1.key }) {
            let sorted = times.sorted { $0.value < $1.value }
            let words = sorted.map { "\($0.key) \($0.value.short)" }.joined(separator: "  ")
            report("  \(size.padded(to: 48)) \(words)")
        }
        try TuningFile.write(tuning, cache, workers)
        report("wrote \(TuningFile.path(cache, workers))")
    }
}
