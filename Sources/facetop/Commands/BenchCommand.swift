import ArgumentParser
import Bench
import Capture
import FaceTypes
import Files
import Inference
import Kernels
import Recognition
import Text

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures detector, embedder, each layer, and the whole pipeline.",
        discussion: """
            Times are of warm runs on one picture, of the pipeline on each frame of a
            clip in memory. GFLOP/s counts a multiplication and an addition as two,
            as the layer's formula has them, whatever the algorithm. With several
            thread counts or precisions, rounds alternate, because a shared machine
            drifts, and ratios are medians over rounds.

            EXAMPLES:
              facetop bench --threads 1,2        how much a second thread helps
              facetop bench --precision fp32,auto
              facetop bench --plan               how each layer is computed, and how fast
              facetop bench --json > base.json; facetop bench --compare base.json
              facetop bench --check --eval FOLDER   what lower precision changes
              facetop bench --source v4l2:/dev/video0   time stamp to result, and losses
              facetop bench --screen 120x40 --max-kbps 64    what the screen costs
              facetop bench --source FILM.y4m --live --always   what watching costs
              facetop bench --following          faces followed between looks
              facetop bench --templates 100000   a face looked up among many
              facetop bench --conversions        camera formats to RGB
              facetop bench --algorithms         each convolution by every algorithm
              facetop bench --tune               measure the algorithms on this machine
            """
    )

    @Option(help: "Thread counts, separated by commas (default: all processors).")
    var threads: String?

    @Option(help: "fp32, bf16, int8 or auto; or several, separated by commas.")
    var precision = "auto"

    @Option(help: "How many rounds.")
    var rounds = 10

    @Flag(help: "Print how each layer is computed, and how fast.")
    var plan = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Print ratios to the results in a file that --json made.", valueName: "file"))
    var compare: String?

    @Flag(help: "Print only lines as `detector MS`, a network each, for scripts that compare programs.")
    var peersFormat = false

    @Option(
        help: ArgumentHelp("A Y4M clip for the pipeline (default: frames of the demo).", valueName: "file")
    )
    var clip: String?

    @Option(help: "Run the pipeline on a camera (as v4l2:/dev/video0) or another source instead.")
    var source: String?

    @Flag(
        help:
            "Take a film of --source as a camera would give it: at its own rate, again and again, the newest frame."
    )
    var live = false

    @Flag(help: "Look for faces in every frame of --source or --screen, also where nothing moves.")
    var always = false

    @Option(help: "For how long --source or --screen is looked at.")
    var seconds = 10.0

    @Option(
        help: ArgumentHelp(
            "Measure what a screen of that size costs, as 120x40, showing the demo or --source; with the options of a screen.",
            valueName: "columns x rows"
        ),
        transform: parsed("--screen takes COLUMNSxROWS, as 120x40.") { FrameSize($0) }
    )
    var screen: FrameSize?

    @OptionGroup(title: "Screen, for --screen") var screenOptions: ScreenOptionGroup

    @OptionGroup(title: "Camera, for --source") var camera: CameraOptions

    @Option(
        help: ArgumentHelp("Look faces up among so many templates of random people.", valueName: "number")
    )
    var templates: Int?

    @Flag(help: "Compare our own conversions of camera formats with libv4l2's.")
    var conversions = false

    @Flag(help: "Compare every precision's results with fp32's, over the demo's pictures.")
    var check = false

    @Option(
        help: ArgumentHelp(
            "More pictures for --check: a folder, with lfw-pairs.csv and lfw/ for the accuracy.",
            valueName: "folder"
        )
    )
    var eval: String?

    @Flag(help: "Compute each convolution by every algorithm, OpenBLAS's among them: times and errors.")
    var algorithms = false

    @Flag(help: "Measure how well faces are followed between looks, on the demo or --clip.")
    var following = false

    @Flag(help: "Measure every algorithm on this machine; later runs choose by these times.")
    var tune = false

    @Flag(help: "Measure what each layer bears, and write it beside the models.")
    var calibrate = false

    @Option(help: "The embedder: facetop, mobileface, openface, or a .t7 or .onnx file.")
    var embedder = ModelCatalog.standardEmbedder

    /// How many runs of a network a round has.
    private static let runsPerRound = 5
    /// How many frames of the demo the pipeline runs on, every which of them, and the most that are taken of a clip.
    private static let frames = (demo: 10, step: 12, clip: 300)

    func validate() throws {
        guard (1...10000).contains(rounds) else { throw ValidationError("--rounds takes 1 to 10000.") }
        guard (0.1...1_000_000).contains(seconds) else {
            throw ValidationError("--seconds takes 0.1 to 1000000.")
        }
        guard source == nil || camera.device == nil else {
            throw ValidationError("Give --source or --device, not both.")
        }
        guard source != nil || !live else { throw ValidationError("--live is for --source.") }
        guard (1...GalleryMeasurement.most).contains(templates ?? 1) else {
            throw ValidationError("--templates takes 1 to \(GalleryMeasurement.most) templates.")
        }
        guard eval == nil || check else { throw ValidationError("--eval is for --check.") }
        guard !(check && calibrate) else {
            throw ValidationError("--check needs the calibration that --calibrate writes: run it afterwards.")
        }
        if let screen, !(20...1000).contains(screen.width) || !(5...1000).contains(screen.height) {
            throw ValidationError("--screen takes 20x5 to 1000x1000.")
        }
        _ = try threadCounts()
        _ = try precisions()
    }

    func threadCounts() throws -> [Int] {
        guard let threads else { return [Workers.available] }
        let counts = threads.split(separator: ",").map { Int($0) ?? 0 }
        guard !counts.isEmpty, counts.allSatisfy({ (1...256).contains($0) }) else {
            throw ValidationError("--threads takes numbers from 1 to 256, separated by commas.")
        }
        return counts
    }

    func precisions() throws -> [Precision] {
        let precisions = precision.split(separator: ",").map { Precision(rawValue: String($0)) }
        guard !precisions.isEmpty, !precisions.contains(nil) else {
            throw ValidationError("--precision takes fp32, bf16, int8 and auto, separated by commas.")
        }
        return precisions.compactMap(\.self)
    }

    func run() throws {
        do {
            let places = Places.current()
            guard !conversions else { return try measureConversions(places) }
            if let templates {
                let measured = try GalleryMeasurement(templates: templates)
                return Console.print(measured, or: measured.lines, json: json)
            }
            var settings = places.settings
            settings.embedder = embedder
            settings.threads = try threadCounts()[0]
            settings.precision = try precisions()[0]
            let models = try ModelSet(settings, usesCalibrations: !calibrate)
            if check || tune || calibrate || following || algorithms {
                try measureOnce(models, settings, places)
            } else if let screen {
                try measure(screen, models, settings, places)
            } else if let source = source ?? camera.device.map({ "v4l2:\($0)" }) {
                try measure(SourceName(source), models, settings, places)
            } else {
                try measureSpeed(models, settings, places)
            }
        } catch let error as ValidationError {
            throw error
        } catch let code as ExitCode {
            throw code
        } catch let error as CaptureError where source != nil || camera.device != nil {
            Console.warn(error.advised)
            throw source.map(SourceName.init)?.camera == nil && camera.device == nil
                ? ExitCode.noInput : ExitCode.noCamera
        } catch {
            Console.warn(error.advised)
            throw ExitCode.configuration
        }
    }

    private func measureSpeed(_ models: ModelSet, _ settings: Settings, _ places: Places) throws {
        let base = try compare.map { path -> BenchReport in
            let bytes = try RegularFile.read(path, limit: 1 << 20)
            guard let report = try? JSON.decode(BenchReport.self, from: bytes) else {
                throw ValidationError("\(path) is no report of `facetop bench --json`.")
            }
            return report
        }
        let frame = try Picture.read("\(places.demo)/obama.jpg")
        let frames = peersFormat ? [] : try clipFrames(places)
        let subjects = try precisions().flatMap { precision in
            try threadCounts().map { threads in
                var settings = settings
                (settings.precision, settings.threads) = (precision, threads)
                return try BenchSubject(models, settings, face: frame, clip: frames)
            }
        }
        let others = peersFormat ? try otherEmbedders(settings, frame) : []
        for _ in 0..<rounds {
            for subject in subjects + others.map(\.subject) { subject.measure(runs: Self.runsPerRound) }
        }
        let layers = plan ? PlanReport(subjects, runs: rounds * Self.runsPerRound) : nil
        let report = BenchReport(subjects, plan: layers)
        guard !json else {
            _ = Console.print(bytes: JSON.document(report))
            return
        }
        let lines =
            peersFormat
            ? report.peerLines(others)
            : (base.map { report.lines(comparedWith: $0) } ?? report.lines) + (layers?.lines ?? [])
        for line in lines { Console.print(line) }
    }

    /// The shipped embedders that were not chosen, which the peers' script knows by name.
    private func otherEmbedders(
        _ settings: Settings,
        _ frame: Frame
    ) throws -> [(name: String, subject: BenchSubject)] {
        try ModelCatalog.shippedEmbedders.filter { $0 != settings.embedder }.map { name in
            var settings = settings
            settings.embedder = name
            return (name, try BenchSubject(ModelSet(settings), settings, face: frame, clip: []))
        }
    }

    /// The frames that the pipeline runs on, all in memory.
    func clipFrames(_ places: Places) throws -> [Frame] {
        let source: any FrameSource =
            if let clip {
                try Y4MSource(path: clip, stop: StopSignal())
            } else {
                try DemoSource(folder: places.demo)
            }
        var frames: [Frame] = []
        let limit = clip == nil && !following ? Self.frames.demo : Self.frames.clip
        var index = 0
        while frames.count < limit, let frame = try source.next() {
            // The demo begins with an empty scene: its frames are taken half a second apart.
            index += 1
            if clip != nil || following || index.isMultiple(of: Self.frames.step) { frames.append(frame) }
        }
        guard !frames.isEmpty else { throw ValidationError("\(clip ?? "the demo") has no frames.") }
        return frames
    }
}
