import ArgumentParser
import Files
import FoundationEssentials
import Text

/// The options of this run, and the configuration that changes of them are written to.
struct WatchSettings {
    /// By the options' names.
    private(set) var values: [String: (value: String, from: String)]
    private let path: String

    init(_ path: String) {
        self.path = path
        values = [:]
        // What can't be read now was told of at the start.
        guard let file = try? ConfigFile(path: path),
            let choice = OptionCatalog(of: Facetop.self).choice(
                Facetop.arguments(),
                standard: WatchCommand._commandName
            )
        else { return }
        for row in OptionOrigins(choice, file, ProcessInfo.processInfo.environment).rows {
            values[row.option] = (row.value ?? "", row.from)
        }
    }

    /// Writes a value to the configuration, and says so.
    mutating func set(_ option: String, to value: String, tell: (String) -> Void) {
        do throws(FileError) {
            try ConfigWriter(path: path).set(option, to: value)
            values[option] = (value, path)
            tell("\(option) = \(value), written to \(path.printable)")
        } catch {
            tell("\(option) is \(value) now; not written: \(error)")
        }
    }
}
