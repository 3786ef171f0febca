import ArgumentParser
import Files
import Glibc
import Text

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Shows a log's decisions again, as they would be under other thresholds.",
        discussion: """
            EXAMPLES:
              facetop replay ~/.local/state/facetop/events.jsonl --threshold 0.8,1.0,1.2
              facetop replay visit.mkv.jsonl --threshold 0.9 --changed

            A line for each time that a face was named or turned out to be unknown: what
            was decided then, and beside it what would be for each threshold. How near
            the nearest person was, and by how much the second was farther, stand in the
            log; pictures are not needed.
            """
    )

    @Argument(help: "The log, or `-` for standard input.")
    var log: String

    @Option(help: "The largest squared distance of a known person; several, separated by commas.")
    var threshold: String

    @Option(help: "By how much the second person must be farther.")
    var margin: Float = 0

    @Flag(help: "Show only decisions that would be others.")
    var changed = false

    @Flag(help: "Print JSON.")
    var json = false

    /// No log is read that is larger.
    private static let limit = 1 << 30

    func validate() throws {
        _ = try thresholds()
        guard (0...4).contains(margin) else { throw ValidationError("--margin takes 0 to 4.") }
    }

    private func thresholds() throws -> [Float] {
        let values = threshold.split(separator: ",").map { Float($0) ?? -1 }
        guard !values.isEmpty, values.count <= 8, values.allSatisfy({ (0...4).contains($0) }) else {
            throw ValidationError("--threshold takes up to 8 numbers from 0 to 4, separated by commas.")
        }
        return values
    }

    func run() throws {
        let replay = Replay(try text(), thresholds: try thresholds(), margin: margin)
        if replay.skipped > 0 {
            Console.warn("\(replay.skipped.counted("line")) of the log can't be understood")
        }
        guard !replay.rows.isEmpty else {
            Console.warn("\(log.printable): there is no decision in it")
            throw ExitCode.noMatch
        }
        Console.print(
            changed ? replay.rows.filter(\.isChanged) : replay.rows,
            or: replay.lines(onlyChanged: changed),
            json: json
        )
    }

    private func text() throws -> String {
        if log == "-" {
            var lines: [String] = []
            while let line = readLine() { lines.append(line) }
            return lines.joined(separator: "\n")
        }
        do throws(FileError) {
            return String(decoding: try RegularFile.read(log, limit: Self.limit), as: UTF8.self)
        } catch {
            Console.warn("\(error)")
            throw ExitCode.noInput
        }
    }
}
