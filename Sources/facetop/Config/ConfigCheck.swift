import ArgumentParser
import Text

/// What in a configuration would be refused, or not be heard.
struct ConfigCheck {
    let problems: [String]

    /// Tries each line for itself.
    init(_ file: ConfigFile) throws {
        let catalog = OptionCatalog(of: Facetop.self)
        var problems: [String] = []
        for entry in file.entries {
            if let words = Self.problem(entry, catalog) {
                problems.append("\(file.path.printable):\(entry.line): \(words)")
            }
        }
        self.problems = problems
    }

    /// What is wrong with the name of an entry, or of its table; nil where there is such an option.
    static func unknownName(_ entry: ConfigFile.Entry, _ catalog: OptionCatalog) -> String? {
        guard let choice = choice(for: entry, catalog) else {
            return "there is no command `\((entry.command ?? "").printable)` that the table could be for"
        }
        let names = choice.command.options.compactMap(\.name)
        guard names.contains(entry.key) else {
            let near = names.min {
                SubcommandGuess.distance($0, entry.key) < SubcommandGuess.distance($1, entry.key)
            }
            let hint = near.flatMap { SubcommandGuess.distance($0, entry.key) <= 3 ? $0 : nil }
            return "there is no option `\(entry.key.printable)`"
                + (hint.map { "; did you mean `\($0)`?" } ?? "")
        }
        return nil
    }

    private static func choice(
        for entry: ConfigFile.Entry,
        _ catalog: OptionCatalog
    ) -> OptionCatalog.Choice? {
        let words = (entry.command ?? "watch").split(separator: " ").map(String.init)
        let choice = catalog.choice(words, standard: "watch")
        return choice?.path == words ? choice : nil
    }

    private static func problem(_ entry: ConfigFile.Entry, _ catalog: OptionCatalog) -> String? {
        if let words = unknownName(entry, catalog) { return words }
        guard let choice = choice(for: entry, catalog) else { return nil }
        let alone = ConfigFile(path: "", only: entry)
        let configured = ConfiguredArguments(choice, alone, [:])
        do {
            _ = try Facetop.parseAsRoot(configured.arguments)
            return nil
        } catch {
            // A command may need more than its options.
            if (try? Facetop.parseAsRoot(configured.line(with: []))) == nil { return nil }
            return Facetop.message(for: error)
        }
    }
}
