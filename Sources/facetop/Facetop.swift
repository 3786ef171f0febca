import ArgumentParser
import Files
import FoundationEssentials
import Glibc

@main
struct Facetop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "facetop",
        abstract: "htop for faces: shows who is in front of the camera, live in the terminal.",
        discussion: """
            EXAMPLES:
              facetop                        watch the first camera, else the demo
              facetop watch demo --headless  print the demo's events as JSON lines
              facetop enroll Ada ada1.jpg ada2.jpg
              facetop identify party.jpg --json | jq .faces[].person

            Keys: q quit, p pause, e enroll the chosen face, arrows choose, ? help.

            Exit codes: 0 success or a match, 1 no match, 2 error of a question,
            64 usage, 66 no input, 69 no camera, 74 output that can't be written,
            78 configuration.
            """,
        version: "0.1.0",
        subcommands: [
            WatchCommand.self, IdentifyCommand.self, EnrollCommand.self, GalleryCommand.self,
            InboxCommand.self,
            ReplayCommand.self, ModelsCommand.self,
            EvaluateCommand.self, DevicesCommand.self, ConfigCommand.self, BenchCommand.self,
            DoctorCommand.self,
        ],
        defaultSubcommand: WatchCommand.self
    )

    static func main() {
        // A reader that goes away, as `head` does, is noticed where it matters; it is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        // Nor is a log that may grow no more: writing it fails, and that is said.
        signal(SIGXFSZ, SIG_IGN)
        Glibc.exit(run(Self.arguments()))
    }

    /// What the user wrote after the program's name; a file's name may be no UTF-8.
    static func arguments() -> [String] {
        let words = unsafe UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
        return unsafe words.dropFirst().compactMap { word in
            unsafe word.map {
                unsafe String(fileSystemBytes: Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))))
            }
        }
    }

    /// Understands what the user wrote, with what the configuration says.
    private static func parse(
        _ arguments: [String],
        kind: inout any ParsableCommand.Type
    ) throws -> any ParsableCommand {
        guard let configured = try configured(arguments) else { return try parseAsRoot(arguments) }
        do { return try parseAsRoot(configured.arguments) } catch {
            let culprit = configured.culprit { (try? parseAsRoot($0)) == nil }
            guard let culprit else { return try parseAsRoot(configured.line(with: [])) }
            Console.warn("\(culprit.origin): \(message(for: error))")
            throw ExitCode.configuration
        }
    }

    /// What the user wrote, with what the configuration says; nil where that is asked for help, or where the command that
    /// helps with a broken configuration must not need a good one.
    private static func configured(_ arguments: [String]) throws -> ConfiguredArguments? {
        let words = Set(arguments)
        guard words.isDisjoint(with: ["--help", "-h", "--version", "help"]),
            arguments.first?.hasPrefix("--generate-") != true,
            arguments.first?.hasPrefix("--experimental-") != true,
            arguments.first != ConfigCommand._commandName
        else { return nil }
        let catalog = OptionCatalog(of: Facetop.self)
        guard let choice = catalog.choice(arguments, standard: WatchCommand._commandName) else { return nil }
        let file = try ConfigCommand.file()
        for entry in file.entries {
            guard let words = ConfigCheck.unknownName(entry, catalog) else { continue }
            Console.warn("\(file.path):\(entry.line): \(words)")
        }
        return ConfiguredArguments(choice, file, ProcessInfo.processInfo.environment)
    }

    /// Runs a command, tells what is wrong with it, and returns the exit code.
    private static func run(_ arguments: [String]) -> Int32 {
        var kind: any ParsableCommand.Type = Facetop.self
        var code = ExitCode.success
        do {
            try SubcommandGuess(arguments.first, among: configuration.subcommands)?.refuse()
            var command = try parse(arguments, kind: &kind)
            kind = type(of: command)
            try command.run()
        } catch let error as ExitCode {
            code = error
        } catch let error as ValidationError {
            code = exitCode(for: error)
            Console.complain("Error: \(error)\nUsage: \(usageString(for: kind))")
        } catch {
            code = exitCode(for: error)
            let message = fullMessage(for: error)
            if code == .success { Console.print(message) } else { Console.complain(message) }
        }
        return Console.finish(code).rawValue
    }
}
