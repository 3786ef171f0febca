import Text

/// A message in protobuf's text format, as Caffe's prototxt files have it.
struct Prototxt {
    /// The value of one field.
    enum Value {
        /// A number, an enum word or a string, without its quotes.
        case scalar(String)
        case message(Prototxt)
    }

    private(set) var fields: [(name: String, value: Value)] = []
    /// Where the message begins, for messages to the user.
    private(set) var offset = 0

    /// Deeper nesting than this is refused; real files have four levels.
    private static let maximumDepth = 32

    /// Parses a whole file.
    init(_ file: ModelFile) throws(ImportError) {
        var tokens = Tokens(file)
        self = try Self.parse(&tokens, depth: 0)
    }

    private init(offset: Int) { self.offset = offset }

    private static func parse(_ tokens: inout Tokens, depth: Int) throws(ImportError) -> Prototxt {
        guard depth < maximumDepth else { throw tokens.error("messages nest deeper than \(maximumDepth)") }
        var message = Prototxt(offset: tokens.offset)
        while let token = try tokens.next() {
            if token == .symbol("}") {
                guard depth > 0 else { throw tokens.error("a '}' without its '{'") }
                return message
            }
            guard case .word(let name) = token else { throw tokens.error("a field's name should be here") }
            var value = try tokens.next()
            let hadColon = value == .symbol(":")
            if hadColon { value = try tokens.next() }
            switch value {
            case .symbol("{"): message.fields.append((name, .message(try parse(&tokens, depth: depth + 1))))
            case .word(let text) where hadColon, .string(let text) where hadColon:
                message.fields.append((name, .scalar(text)))
            default: throw tokens.error("'\(name.printable(limit: 80))' should have a value here")
            }
        }
        guard depth == 0 else { throw tokens.error("the file ends inside a '{'") }
        return message
    }

    /// The text of the last field of that name.
    func text(_ name: String) -> String? { texts(name).last }

    /// The texts of all fields of that name.
    func texts(_ name: String) -> [String] {
        fields.compactMap { field in
            guard field.name == name, case .scalar(let text) = field.value else { return nil }
            return text
        }
    }

    /// The messages of all fields of that name.
    func messages(_ name: String) -> [Prototxt] {
        fields.compactMap { field in
            guard field.name == name, case .message(let message) = field.value else { return nil }
            return message
        }
    }
}

/// Cuts a prototxt into words, strings and symbols.
private struct Tokens {
    enum Token: Equatable {
        case word(String)
        case string(String)
        case symbol(String)
    }

    private let file: ModelFile
    private(set) var offset = 0

    init(_ file: ModelFile) { self.file = file }

    func error(_ problem: String) -> ImportError {
        ImportError(file: file.path, offset: offset, problem: problem)
    }

    mutating func next() throws(ImportError) -> Token? {
        skipBlanks()
        guard let first = peek else { return nil }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ":"):
            offset += 1
            return .symbol(String(UnicodeScalar(first)))
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try string(until: first))
        default: break
        }
        let start = offset
        while let byte = peek, Self.isWord(byte) { offset += 1 }
        guard offset > start else { throw error("the byte \(first) does not belong here") }
        return .word(String(decoding: file.bytes[start..<offset], as: UTF8.self))
    }

    private var peek: UInt8? { offset < file.bytes.count ? file.bytes[offset] : nil }

    private mutating func skipBlanks() {
        while let byte = peek {
            if byte == UInt8(ascii: "#") {
                while let byte = peek, byte != UInt8(ascii: "\n") { offset += 1 }
            } else if byte == 32 || (9...13).contains(byte) || byte == UInt8(ascii: ",")
                || byte == UInt8(ascii: ";")
            {
                offset += 1
            } else {
                return
            }
        }
    }

    private mutating func string(until quote: UInt8) throws(ImportError) -> String {
        offset += 1
        let start = offset
        while let byte = peek, byte != quote {
            guard byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\\") else {
                throw error("a line end or an escape in a string")
            }
            offset += 1
        }
        guard peek == quote else { throw error("a string without its end") }
        defer { offset += 1 }
        return String(decoding: file.bytes[start..<offset], as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
