/// The lines of a configuration: where a key stands, and what they are with another value; all else stays as it is,
/// comments, too.
struct ConfigLines {
    private(set) var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    /// The text, with a line end behind every line.
    var text: String { lines.map { "\($0)\n" }.joined() }

    /// The line of a key, from 1; nil where it does not stand on a line of its own.
    ///
    /// - Parameters:
    ///   - key: its name.
    ///   - table: the table that it stands in, nil for the top.
    /// - Returns: the line's number.
    func line(of key: String, in table: String?) -> Int? {
        var current: String?
        for (index, line) in lines.enumerated() {
            if let name = Self.table(line) { current = name }
            if current == table, Self.key(line) == key { return index + 1 }
        }
        return nil
    }

    /// Gives a key a value, where it stands, else at the end of the file's top; nil takes it away.
    mutating func set(_ key: String, to value: String?) {
        if let line = line(of: key, in: nil) {
            if let value {
                lines[line - 1] = "\(key) = \(value)\(Self.comment(of: lines[line - 1]))"
            } else {
                lines.remove(at: line - 1)
            }
        } else if let value {
            let end = lines.firstIndex { Self.table($0) != nil } ?? lines.count
            lines.insert("\(key) = \(value)", at: end)
        }
    }

    /// The table that a line begins.
    private static func table(_ line: String) -> String? {
        let trimmed = line.drop { $0.isWhitespace }
        guard trimmed.first == "[", !trimmed.hasPrefix("[["), let end = trimmed.firstIndex(of: "]") else {
            return nil
        }
        return unquoted(trimmed[trimmed.index(after: trimmed.startIndex)..<end])
    }

    private static func key(_ line: String) -> String? {
        guard let end = line.firstIndex(of: "=") else { return nil }
        return unquoted(line[..<end])
    }

    private static func unquoted(_ text: Substring) -> String {
        String(text.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" })
    }

    /// What follows a value on its line: blanks and a comment.
    private static func comment(of line: String) -> String {
        var quote: Character?
        for index in line.indices {
            let character = line[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "#" {
                let before = line[..<index].reversed().prefix { $0.isWhitespace }.count
                return String(line[line.index(index, offsetBy: -before)...])
            }
        }
        return ""
    }
}
