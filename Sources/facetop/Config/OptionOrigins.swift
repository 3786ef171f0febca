import Text

/// What the options of a command are, and where each value comes from.
struct OptionOrigins {
    /// One option.
    struct Row: Encodable {
        let option: String
        /// Nil for an option without a default that nobody gave.
        let value: String?
        let from: String
    }

    let rows: [Row]

    init(_ choice: OptionCatalog.Choice, _ file: ConfigFile, _ environment: [String: String]) {
        let configured = ConfiguredArguments(choice, file, environment)
        rows = choice.command.options.map { option in
            let name = option.name ?? ""
            func row(_ words: [String], from origin: String) -> Row {
                let values = words.filter { $0 != "--\(name)" }.joined(separator: ", ")
                let value = option.kind == .flag ? String(!words.isEmpty) : values
                return Row(option: name, value: value.redacted, from: origin)
            }
            if let words = choice.written(option) { return row(words, from: "command line") }
            if let addition = configured.additions.last(where: { $0.key == name }) {
                return row(addition.words, from: "\(addition.origin)")
            }
            if name == "gallery", let value = environment["FACETOP_GALLERY"] {
                return Row(option: name, value: value, from: "FACETOP_GALLERY")
            }
            let value = option.kind == .flag ? "false" : option.defaultValue
            return Row(option: name, value: value, from: "default")
        }
    }
}

extension OptionCatalog.Choice {
    /// The words of the command line that give an option; nil where it is not there.
    fileprivate func written(_ option: OptionCatalog.Argument) -> [String]? {
        guard let name = option.name else { return nil }
        if let place = rest.lastIndex(of: "--\(name)") {
            return option.kind == .flag ? ["--\(name)"] : Array(rest[place...].prefix(2))
        }
        let prefix = "--\(name)="
        return rest.last { $0.hasPrefix(prefix) }.map { ["--\(name)", String($0.dropFirst(prefix.count))] }
    }
}
