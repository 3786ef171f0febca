import ArgumentParser
import Files
import FoundationEssentials
import Text

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "The configuration file: options that need not be written each time.",
        discussion: """
            EXAMPLES:
              facetop config default > "$(facetop config path)"   begin with all defaults
              facetop config check                                what in it is wrong
              facetop config show                                 what holds, and why

            Every long option can stand in it. What the command line says counts more
            than the environment (FACETOP_EMBEDDER for --embedder, and so on), that more
            than the file. A table, as [bench], is for that command; bench follows no
            other lines.
            """,
        subcommands: [Show.self, Default.self, Path.self, Check.self],
        defaultSubcommand: Show.self
    )

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints where the file is, or would be.")

        func run() { Console.print(Places.current().config) }
    }

    struct Default: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a file with every option of watch, its meaning and its default."
        )

        func run() {
            let watch = OptionCatalog(of: WatchCommand.self).command
            Console.print("# facetop's configuration; every line is a comment until its # is taken away.")
            for option in watch.options {
                guard let name = option.name else { continue }
                Console.print("")
                Console.print("# \(option.abstract ?? "")")
                Console.print("# \(name) = \(Self.value(of: option))")
            }
        }

        /// A value that the option takes; where there is no default, none.
        private static func value(of option: OptionCatalog.Argument) -> String {
            if option.kind == .flag { return "false" }
            guard let value = option.defaultValue else { return option.isRepeating ? "[]" : "\"\"" }
            return Double(value) == nil ? "\"\(value)\"" : value
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what in the file is wrong; exit code 78 where something is."
        )

        func run() throws {
            let problems = try ConfigCheck(try ConfigCommand.file()).problems
            for problem in problems { Console.warn(problem) }
            guard problems.isEmpty else { throw ExitCode.configuration }
            Console.print("\(Places.current().config.printable): nothing is wrong")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints what the options of watch are, and where each value comes from."
        )

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let file = try ConfigCommand.file()
            let environment = ProcessInfo.processInfo.environment
            guard let choice = OptionCatalog(of: Facetop.self).choice([], standard: "watch") else { return }
            let rows = OptionOrigins(choice, file, environment).rows
            let lines = rows.map { row in
                "\(row.option.padded(to: 18))\((row.value ?? "-").printable.padded(to: 24)) \(row.from)"
            }
            Console.print(rows, or: lines, json: json)
        }
    }

    /// The file, or what is wrong with all of it.
    static func file() throws -> ConfigFile {
        do throws(ConfigFile.Problem) { return try ConfigFile(path: Places.current().config) } catch {
            Console.warn("\(error)")
            throw ExitCode.configuration
        }
    }
}
