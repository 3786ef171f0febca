import Files
import Text
import TOMLKit

/// The user's configuration: TOML whose keys are the names of long options.
///
/// What stands at its top is for every command that has such an option, but for `bench`; what stands in a table, as
/// `[watch]`, for that command.
struct ConfigFile {
    /// One value.
    struct Entry: Hashable {
        /// The command that it is for; nil for all.
        let command: String?
        /// The option's name.
        let key: String
        /// As it would stand on a command line; one for each where there may be several.
        let values: [String]
        /// Whether it is `true` or `false`.
        let isOn: Bool?
        /// Where it stands, from 1.
        let line: Int
    }

    /// Why a file can't be used.
    enum Problem: Error, CustomStringConvertible {
        case file(FileError)
        case toml(path: String, line: Int, String)

        var description: String {
            switch self {
            case .file(let error): "\(error)"
            case .toml(let path, let line, let words):
                "\(path.printable):\(line): \(words.printable); `facetop config default` prints an example"
            }
        }
    }

    /// No configuration is larger.
    private static let limit = 1 << 20

    let path: String
    let entries: [Entry]

    /// Reads a file; one that is not there is empty.
    init(path: String) throws(Problem) {
        guard Folder.kind(of: path) != .nothing else {
            self.init(path: path, entries: [])
            return
        }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try RegularFile.read(path, limit: Self.limit) } catch {
            throw .file(error)
        }
        try self.init(path: path, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Understands a file's text.
    init(path: String, text: String) throws(Problem) {
        // What is behind it would not be read.
        if let end = text.firstIndex(of: "\0") {
            let line = text[..<end].filter { $0 == "\n" }.count + 1
            throw .toml(path: path, line: line, "a character with the code 0")
        }
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw .toml(path: path, line: error.source.begin.line, error.description)
        } catch {
            throw .toml(path: path, line: 1, "\(error)")
        }
        let lines = ConfigLines(text)
        var entries: [Entry] = []
        for (key, value) in table {
            if let inner = value.table {
                for (name, value) in inner {
                    entries.append(try Self.entry(key, name, value, lines, path))
                }
            } else {
                entries.append(try Self.entry(nil, key, value, lines, path))
            }
        }
        self.init(path: path, entries: entries.sorted { $0.line < $1.line })
    }

    /// A file with one entry.
    init(path: String, only entry: Entry) { self.init(path: path, entries: [entry]) }

    private init(path: String, entries: [Entry]) { (self.path, self.entries) = (path, entries) }

    private static func entry(
        _ command: String?,
        _ key: String,
        _ value: any TOMLValueConvertible,
        _ lines: ConfigLines,
        _ path: String
    ) throws(Problem) -> Entry {
        let line = lines.line(of: key, in: command) ?? 1
        if let isOn = value.bool {
            return Entry(command: command, key: key, values: [], isOn: isOn, line: line)
        }
        let items = value.array.map { Array($0) } ?? [value.tomlValue]
        let texts = items.compactMap { item in
            item.string ?? item.int.map(String.init) ?? item.double.map { "\($0)" }
        }
        guard texts.count == items.count else {
            throw .toml(
                path: path,
                line: line,
                "`\(key)` takes a text, a number, true or false, or a list of them"
            )
        }
        return Entry(command: command, key: key, values: texts, isOn: nil, line: line)
    }
}
