import ArgumentParser
import Bench
import Capture
import Files
import Recognition
import Text

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures how well faces are told apart, on pictures of which you know who is on them.",
        discussion: """
            EXAMPLES:
              facetop evaluate photos/           one folder a person
              facetop evaluate lfw/ --svg det.svg  LFW's pictures, or a folder with a list, pairs.csv
              facetop evaluate photos/ --embedder mobileface --json | jq .[].verification.accuracy

            TAR is the share of pairs of one person that are found where FAR of the others are taken for one. FNIR is
            the share of pictures of enrolled people that are not named where FPIR of the strangers are; galleries are
            drawn at random. In brackets: 95 times of 100 the truth lies there.
            """
    )

    @Argument(
        help: "A folder: a subfolder a person; or files named as Ada_Lovelace_0001.jpg; or with a pairs.csv."
    )
    var folder: String

    @Option(
        help: ArgumentHelp(
            "Embedders, separated by commas (default: all that are shipped).",
            valueName: "names"
        )
    )
    var embedder: String?

    @Option(help: "How many random galleries are drawn for each size.")
    var galleries = 100

    @Option(help: "The seed of the draws.")
    var seed: UInt64 = 1

    @Flag(
        help:
            "Make films of the pictures, and measure how soon people are named in them, and how often wrongly."
    )
    var films = false

    @Flag(
        help:
            "Make bad pictures of the good ones, and measure what small, blurred, dark or turned faces cost."
    )
    var quality = false

    @Option(
        help: ArgumentHelp("For --films: at most one of so many strangers is named.", valueName: "number")
    )
    var strangers = 1000

    @Flag(help: "Print the figures as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write the error curves as an SVG picture.", valueName: "file"))
    var svg: String?

    @OptionGroup var engine: EngineOptions

    func validate() throws {
        guard (1...1_000_000_000).contains(strangers) else {
            throw ValidationError("--strangers takes 1 to 1000000000.")
        }
        guard !(films && quality) else { throw ValidationError("Give --films or --quality, not both.") }
        guard (1...10_000).contains(galleries) else { throw ValidationError("--galleries takes 1 to 10000.") }
    }

    func run() throws {
        let names =
            embedder.map { $0.split(separator: ",").map(String.init) } ?? ModelCatalog.shippedEmbedders
        do {
            let pictures = try LabeledPictures(of: folder)
            guard !quality else { return try degrade(names, pictures) }
            guard !films else { return try watchFilms(names, pictures) }
            let evaluations = try names.map { try evaluate($0, pictures) }
            let plot = DETPlot(evaluations)
            Console.print(evaluations, or: evaluations.flatMap(\.lines) + plot.lines(), json: json)
            if let svg { try AtomicFile.write([UInt8](plot.svg.utf8), to: svg) }
        } catch let error as CaptureError {
            Console.warn(error.advised)
            throw ExitCode.noInput
        } catch let error as FileError {
            Console.warn(error.advised)
            throw ExitCode.outputFailed
        } catch {
            Console.warn(error.advised)
            throw ExitCode.configuration
        }
    }

    private func watchFilms(_ names: [String], _ pictures: LabeledPictures) throws {
        let evaluations = try names.map { name in
            let settings = settings(name)
            let models = try ModelSet(settings)
            let progress = ProgressLine("watching with \(name)", of: "film")
            defer { progress.end() }
            return try TrackEvaluation(
                name,
                models.analyzer(settings.engine, settings),
                models.policy(settings),
                pictures
            ) { progress.show($0, of: $1) }
        }
        Console.print(evaluations, or: evaluations.flatMap(\.lines), json: json)
    }

    private func degrade(_ names: [String], _ pictures: LabeledPictures) throws {
        let evaluations = try names.map { name in
            let settings = settings(name)
            let progress = ProgressLine("comparing with \(name)", of: "kind of picture")
            defer { progress.end() }
            return try QualityEvaluation(name, ModelSet(settings), settings, pictures) {
                progress.show($0, of: $1)
            }
        }
        Console.print(evaluations, or: evaluations.flatMap(\.lines), json: json)
    }

    private func settings(_ embedder: String) -> Settings {
        var settings = Places.current().settings
        (settings.embedder, settings.strangers) = (embedder, strangers)
        engine.fill(&settings)
        return settings
    }

    private func evaluate(_ name: String, _ pictures: LabeledPictures) throws -> Evaluation {
        let settings = settings(name)
        let analyzer = try ModelSet(settings).analyzer(settings.engine, settings)
        let progress = ProgressLine("embedding with \(name)", of: "picture")
        defer { progress.end() }
        return Evaluation(name, analyzer, pictures, galleries: galleries, seed: seed) { done, all in
            progress.show(done, of: all)
        }
    }
}
