import Capture
import Text

/// What the user wrote, with what the configuration and the environment say before it: the last one counts.
struct ConfiguredArguments {
    /// Where a value comes from.
    enum Origin: Hashable, CustomStringConvertible {
        case file(path: String, line: Int)
        case environment(variable: String)

        var description: String {
            switch self {
            case .file(let path, let line): "\(path.printable):\(line)"
            case .environment(let variable): variable
            }
        }
    }

    /// An option that the user did not write.
    struct Addition: Hashable {
        let key: String
        /// As on a command line.
        let words: [String]
        let origin: Origin
    }

    let choice: OptionCatalog.Choice
    let additions: [Addition]

    /// Options of cameras: they do not go with other sources.
    private static let camera: Set = ["device", "size", "fps", "format", "set"]
    /// Commands whose results should not depend on what somebody prefers; a table of their own is for them.
    private static let impartial: Set = ["bench", "config"]
    /// Variables that are understood elsewhere.
    private static let known: Set = ["FACETOP_GALLERY", "FACETOP_MODELS"]

    /// Adds to what the user wrote.
    ///
    /// - Parameters:
    ///   - choice: the command, and what the user wrote.
    ///   - file: the configuration.
    ///   - environment: the environment.
    init(_ choice: OptionCatalog.Choice, _ file: ConfigFile, _ environment: [String: String]) {
        self.choice = choice
        let command = choice.path.joined(separator: " ")
        let watchesOther =
            !choice.positionals.isEmpty
            && choice.positionals.contains { NamedSource($0).source.camera == nil }
        func applies(_ key: String) -> Bool {
            guard choice.command.option(key) != nil else { return false }
            guard Self.camera.contains(key) else { return true }
            return command == "watch" && !watchesOther && (key != "device" || choice.positionals.isEmpty)
        }
        var additions: [Addition] = []
        for entry in file.entries where applies(entry.key) || entry.command == command {
            let isMeant =
                entry.command.map { $0 == command } ?? !Self.impartial.contains(choice.path[0])
            // The environment comes before the file, also where it is understood elsewhere.
            let isOverruled =
                entry.key == "gallery" && environment["FACETOP_GALLERY"]?.isEmpty == false
                || entry.key == "colors" && environment["NO_COLOR"]?.isEmpty == false
            guard isMeant, !isOverruled, let option = choice.command.option(entry.key) else { continue }
            let words = Self.words(option, entry.key, entry.values, isOn: entry.isOn)
            additions.append(
                Addition(key: entry.key, words: words, origin: .file(path: file.path, line: entry.line))
            )
        }
        if !Self.impartial.contains(choice.path[0]) {
            for option in choice.command.options {
                guard let key = option.name, let variable = option.variable, !Self.known.contains(variable),
                    let value = environment[variable], applies(key)
                else { continue }
                additions.removeAll { $0.key == key }
                let isOff = ["", "0", "false", "no", "off"].contains(value.lowercased())
                let words = Self.words(option, key, [value], isOn: option.kind == .flag ? !isOff : nil)
                additions.append(Addition(key: key, words: words, origin: .environment(variable: variable)))
            }
        }
        self.additions = additions
    }

    private static func words(
        _ option: OptionCatalog.Argument,
        _ key: String,
        _ values: [String],
        isOn: Bool?
    ) -> [String] {
        switch (option.kind, isOn) {
        case (.flag, true?): ["--\(key)"]
        case (.flag, false?): []
        // What a flag does not take, and an option does not, is said by the parser.
        case (.flag, nil): values.map { "--\(key)=\($0)" }
        case (_, let isOn?): ["--\(key)", isOn ? "true" : "false"]
        case (_, nil): values.flatMap { ["--\(key)", $0] }
        }
    }

    /// The whole command line.
    var arguments: [String] { line(with: additions) }

    /// The command line with some of the additions only.
    func line(with additions: [Addition]) -> [String] {
        choice.path + additions.flatMap(\.words) + choice.rest
    }

    /// The addition that a command line is refused for, if it is one of them.
    ///
    /// - Parameter isRefused: tries a command line.
    /// - Returns: the one without which it is not refused.
    func culprit(_ isRefused: ([String]) -> Bool) -> Addition? {
        guard !isRefused(line(with: [])) else { return nil }
        return additions.first { isRefused(line(with: [$0])) }
    }
}
