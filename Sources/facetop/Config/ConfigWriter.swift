import Files
import Text

/// Changes single values of the user's configuration; all else in it stays as it is.
struct ConfigWriter {
    let path: String

    /// No configuration is larger.
    private static let limit = 1 << 20

    /// Gives an option a value, as it would stand on a command line.
    ///
    /// - Throws: `FileError` where the file can't be read or written; it is then as it was.
    func set(_ option: String, to value: String) throws(FileError) {
        var text = ""
        if Folder.kind(of: path) != .nothing {
            text = String(decoding: try RegularFile.read(path, limit: Self.limit), as: UTF8.self)
        }
        var lines = ConfigLines(text)
        lines.set(option, to: Self.toml(value))
        try AtomicFile.makeFolder(AtomicFile.parent(of: path))
        try AtomicFile.write([UInt8](lines.text.utf8), to: path)
    }

    /// Numbers, true and false as they are, all else as a text.
    private static func toml(_ value: String) -> String {
        if value == "true" || value == "false" || Int(value) != nil { return value }
        let escaped = value.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined()
        return "\"\(escaped)\""
    }
}
