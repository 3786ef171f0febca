import Capture
import FoundationEssentials
import Gallery
import Inference
import Kernels
import Pipeline
import Vision

/// What `bench` does once, where all else goes in rounds.
extension BenchCommand {
    /// What is done once, and not in rounds.
    func measureOnce(_ models: ModelSet, _ places: Places) throws {
        let workers = Workers(count: try threadCounts()[0])
        let measurements = NetworkMeasurements(models: models, places: places, workers: workers)
        if calibrate {
            try measurements.calibrate(try Picture.files(in: places.demo).map { try Picture.read($0) })
        }
        if tune { try measurements.tune(runs: max(rounds, 3)) }
        if check {
            try PrecisionCheck(models: models, workers: workers, tuning: TuningFile.read(places, workers))
                .run(demo: places.demo, eval: eval)
        }
    }

    /// The pipeline on a source.
    func measure(_ source: SourceName, _ models: ModelSet, _ places: Places) throws {
        let workers = Workers(count: try threadCounts()[0])
        let engine = PlanOptions(
            workers: workers,
            precision: try precisions()[0],
            tuning: TuningFile.read(places, workers)
        )
        let analyzer = FaceAnalyzer(
            detector: try FaceDetector(models.detector, models.detectorOptions(engine)),
            aligner: FaceAligner(locator: models.locator),
            embedder: try FaceEmbedder(models.embedder, models.embedderOptions(engine))
        )
        let matcher = Matcher(threshold: models.threshold, margin: models.margin)
        let store = GalleryStore(
            folder: GalleryFolder(path: places.gallery),
            models: models.digests.joined(separator: " "),
            analyzer: analyzer,
            matcher: matcher
        )
        try store.load()
        let request = source.camera.map { camera.request(CameraChoice($0)) }
        let configuration = FacePipeline.Configuration(
            open: { stop throws(CaptureError) in
                try source.open(demoFolder: places.demo, camera: request, stop: stop) {
                    Console.warn("\($0)")
                }
            },
            sourceName: source.description,
            isWatched: false,
            kind: source.kind,
            matcher: matcher
        )
        let report = try SourceMeasurement().run(configuration, analyzer, store, seconds: seconds)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            _ = Console.print(bytes: [UInt8](try encoder.encode(report)) + [10])
        } else {
            for line in report.lines { Console.print(line) }
        }
    }

    /// Our conversions of camera formats against libv4l2's.
    func measureConversions(_ places: Places) throws {
        let picture = try Picture.contents(of: "\(places.demo)/obama.jpg")
        for row in try ConversionMeasurement.all(jpeg: picture, rounds: rounds) {
            let name = row.name + String(repeating: " ", count: max(1, 28 - row.name.count))
            let (theirs, ours) = (Self.thousandths(row.libv4l), Self.thousandths(row.own))
            Console.print(
                "\(name)libv4l2 \(theirs) ms, ours \(ours) ms: \(Self.thousandths(row.own / row.libv4l)) of it; largest difference \(row.largestDifference)"
            )
        }
    }

    private static func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
