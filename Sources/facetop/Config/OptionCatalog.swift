import ArgumentParser
import Text

/// All commands and their options, as the argument parser knows them.
struct OptionCatalog: Decodable, Sendable {
    /// A command, and those below it.
    struct Command: Decodable, Sendable {
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?

        /// Its option of a name.
        func option(_ name: String) -> Argument? {
            arguments?.first { $0.kind != .positional && $0.name == name && $0.shouldDisplay }
        }

        /// Its options that a configuration may have, in their order.
        var options: [Argument] {
            (arguments ?? []).filter {
                $0.kind != .positional && $0.shouldDisplay && $0.name != nil && $0.name != "help"
                    && $0.name != "version"
            }
        }
    }

    /// What a command takes.
    struct Argument: Decodable, Sendable {
        enum Kind: String, Decodable, Sendable {
            case positional
            case option
            case flag
        }

        struct Name: Decodable, Sendable {
            let kind: String
            let name: String
        }

        let kind: Kind
        let preferredName: Name?
        let abstract: String?
        let defaultValue: String?
        let isRepeating: Bool
        let shouldDisplay: Bool

        /// The name after `--`.
        var name: String? { preferredName?.kind == "long" ? preferredName?.name : nil }
        /// The name of the environment's variable that stands for it.
        var variable: String? {
            name.map { "FACETOP_" + $0.uppercased().map { $0 == "-" ? "_" : String($0) }.joined() }
        }
    }

    let command: Command

    /// Reads what the parser tells of a command.
    init(of type: any ParsableCommand.Type) {
        // It is the parser's own JSON.
        guard let catalog = try? JSON.decode(OptionCatalog.self, from: [UInt8](type._dumpHelp().utf8)) else {
            preconditionFailure("the argument parser describes its commands in another way")
        }
        self = catalog
    }

    private enum CodingKeys: CodingKey { case command }

    /// The command that a line of arguments is for.
    struct Choice {
        /// The names of the command and those above it, without the program's.
        let path: [String]
        let command: Command
        /// What follows.
        let rest: [String]
        /// What of that is no option.
        let positionals: [String]
    }

    /// Finds the command that is meant; options may stand before its name.
    ///
    /// - Parameters:
    ///   - arguments: what the user wrote after the program's name.
    ///   - standard: the command that is meant where none is named.
    /// - Returns: the command, and what is left for it.
    func choice(_ arguments: [String], standard: String) -> Choice? {
        let commands = command.subcommands ?? []
        guard let fallback = commands.first(where: { $0.commandName == standard }) else { return nil }
        if let first = arguments.first, let named = commands.first(where: { $0.commandName == first }) {
            return deepest(named, path: [first], rest: Array(arguments.dropFirst()))
        }
        // Options before the command are the command's.
        let places = positionals(arguments, of: fallback)
        if let place = places.first, let named = commands.first(where: { $0.commandName == arguments[place] })
        {
            var rest = arguments
            rest.remove(at: place)
            return deepest(named, path: [named.commandName], rest: rest)
        }
        return Choice(
            path: [standard],
            command: fallback,
            rest: arguments,
            positionals: places.map { arguments[$0] }
        )
    }

    private func deepest(_ command: Command, path: [String], rest: [String]) -> Choice {
        if let first = rest.first,
            let below = (command.subcommands ?? []).first(where: { $0.commandName == first })
        {
            return deepest(below, path: path + [first], rest: Array(rest.dropFirst()))
        }
        let positionals = positionals(rest, of: command).map { rest[$0] }
        return Choice(path: path, command: command, rest: rest, positionals: positionals)
    }

    /// The places of what is neither an option nor its value.
    private func positionals(_ arguments: [String], of command: Command) -> [Int] {
        var places: [Int] = []
        var isValue = false
        for (place, argument) in arguments.enumerated() {
            if isValue {
                isValue = false
            } else if argument == "--" {
                return places + Array(place + 1..<arguments.count)
            } else if argument.hasPrefix("--") {
                isValue = command.option(String(argument.dropFirst(2)))?.kind == .option
            } else if argument == "-" || !argument.hasPrefix("-") {
                places.append(place)
            }
        }
        return places
    }
}
