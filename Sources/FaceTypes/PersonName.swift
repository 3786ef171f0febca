import Text

/// A name that is safe as a folder, as a line of a log and on a terminal.
public struct PersonName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Why a name is refused.
    public enum Refusal: Error, CustomStringConvertible, Hashable {
        /// Nothing but white space.
        case empty
        /// More bytes than a file name may have.
        case tooLong(bytes: Int)
        /// Begins with a dot, as hidden files do.
        case leadingDot
        /// Holds a character that a name can't have, given by its code point.
        case character(UInt32)

        /// What is wrong, and what to do.
        public var description: String {
            switch self {
            case .empty: "the name is empty; give one"
            case .tooLong(let bytes): "the name has \(bytes) bytes; use at most \(PersonName.maximumBytes)"
            case .leadingDot: "the name begins with a dot; use another"
            case .character(let code):
                "the name has the character \(Self.shown(code)); use letters, digits, spaces and punctuation, no slash"
            }
        }

        private static func shown(_ code: UInt32) -> String {
            if let scalar = Unicode.Scalar(code), scalar.isPrintable { return "`\(scalar)`" }
            return "U+\(String(code, radix: 16, uppercase: true))"
        }
    }

    /// The longest name: a file name's 255 bytes, with room for what atomic writes append.
    public static let maximumBytes = 200

    /// The name, without white space around it.
    public let text: String

    /// Checks a name from outside.
    ///
    /// - Throws: `Refusal` for an empty or too long name, a leading dot, a slash, and every control, format,
    ///   line-breaking, private or unassigned character but joiners between letters.
    public init(_ text: String) throws(Refusal) {
        let trimmed = Self.trimmed(text)
        guard !trimmed.isEmpty else { throw .empty }
        guard trimmed.utf8.count <= Self.maximumBytes else { throw .tooLong(bytes: trimmed.utf8.count) }
        guard trimmed.first != "." else { throw .leadingDot }
        if let scalar = trimmed.firstUnprintable ?? (trimmed.contains("/") ? "/" : nil) {
            throw .character(scalar.value)
        }
        self.text = trimmed
    }

    /// The name itself.
    public var description: String { text }

    /// Orders names by their characters.
    public static func < (lhs: PersonName, rhs: PersonName) -> Bool { lhs.text < rhs.text }

    private static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
