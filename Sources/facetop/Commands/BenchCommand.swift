import ArgumentParser
import Capture
import FaceTypes
import Inference
import Kernels
import Pipeline
import Vision

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures detector, embedder, each layer, and the whole pipeline.",
        discussion: """
            Times are of warm runs on one picture of the demo. GFLOP/s counts a
            multiplication and an addition as two. With several thread counts,
            rounds alternate, because a shared machine drifts, and the ratio is the
            median over rounds.

            EXAMPLES:
              facetop bench
              facetop bench --threads 1,2        how much a second thread helps
              facetop bench --layers             each layer of both networks
            """
    )

    @Option(help: "Thread counts, separated by commas (default: all processors).")
    var threads: String?

    @Option(help: "How many rounds.")
    var rounds = 10

    @Flag(help: "Print each layer.")
    var layers = false

    @Flag(help: "Print only `detector MS` and `embedder MS`, for scripts that compare programs.")
    var peersFormat = false

    @Option(help: "The embedder: facetop, openface, or a .t7 file.")
    var embedder = ModelCatalog.standardEmbedder

    /// How many runs of a network a round has.
    private static let runsPerRound = 5

    func validate() throws {
        guard (1...10000).contains(rounds) else { throw ValidationError("--rounds takes 1 to 10000.") }
        _ = try threadCounts()
    }

    private func threadCounts() throws -> [Int] {
        guard let threads else { return [Workers.available] }
        let counts = threads.split(separator: ",").map { Int($0) ?? 0 }
        guard !counts.isEmpty, counts.allSatisfy({ (1...256).contains($0) }) else {
            throw ValidationError("--threads takes numbers from 1 to 256, separated by commas.")
        }
        return counts
    }

    func run() throws {
        let places = Places.current()
        let subjects: [BenchSubject]
        do {
            let models = try ModelSet(embedder: embedder, places)
            let frame = try Picture.read("\(places.demo)/obama.jpg")
            subjects = try threadCounts().map { try BenchSubject(models, frame: frame, threads: $0) }
        } catch let error as ValidationError {
            throw error
        } catch {
            Console.warn("\(error)")
            throw ExitCode.configuration
        }
        for _ in 0..<rounds {
            for subject in subjects { subject.measure(runs: Self.runsPerRound) }
        }
        if peersFormat {
            for subject in subjects { subject.printForPeers() }
            return
        }
        Console.print("kernels \(KernelSet.current.instructionSet.name)")
        for subject in subjects { subject.printSummary(comparedWith: subjects[0]) }
        if layers { for subject in subjects { subject.printLayers(runs: rounds * Self.runsPerRound) } }
    }
}
