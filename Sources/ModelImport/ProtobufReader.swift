/// Reads protobuf's wire format field by field; packed and unpacked repeated numbers are both accepted.
struct ProtobufReader {
    /// One field as it stands in the file.
    struct Field {
        enum Content {
            case varint(UInt64)
            case fixed32(UInt32)
            case fixed64(UInt64)
            case bytes(ByteReader)
        }

        let number: Int
        let content: Content
        let offset: Int
    }

    private var reader: ByteReader

    init(_ reader: ByteReader) { self.reader = reader }

    /// Returns the next field, nil at the end of the message.
    mutating func next() throws(ImportError) -> Field? {
        guard !reader.isAtEnd else { return nil }
        let offset = reader.offset
        let key = try Self.varint(&reader)
        let number = Int(truncatingIfNeeded: key >> 3)
        guard number >= 1, number < 1 << 29 else { throw reader.error("field number \(number)", at: offset) }
        let content: Field.Content
        switch key & 7 {
        case 0: content = .varint(try Self.varint(&reader))
        case 1: content = .fixed64(try reader.integer(UInt64.self, "field \(number)"))
        case 2:
            let length = try Self.varint(&reader)
            guard length <= UInt64(reader.remaining) else {
                throw reader.error(
                    "field \(number) announces \(length) bytes, \(reader.remaining) are left",
                    at: offset
                )
            }
            content = .bytes(try reader.reader(count: Int(length), for: "field \(number)"))
        case 5: content = .fixed32(try reader.integer(UInt32.self, "field \(number)"))
        default: throw reader.error("field \(number) has wire type \(key & 7)", at: offset)
        }
        return Field(number: number, content: content, offset: offset)
    }

    func error(_ problem: String, in field: Field) -> ImportError { reader.error(problem, at: field.offset) }

    /// The contents of a length-delimited field.
    func bytes(_ field: Field) throws(ImportError) -> ByteReader {
        guard case .bytes(let reader) = field.content else {
            throw error("field \(field.number) should be length-delimited", in: field)
        }
        return reader
    }

    /// The numbers of a repeated or single varint field.
    func varints(_ field: Field) throws(ImportError) -> [UInt64] {
        switch field.content {
        case .varint(let value): return [value]
        case .bytes(var reader):
            var values: [UInt64] = []
            while !reader.isAtEnd { values.append(try Self.varint(&reader)) }
            return values
        default: throw error("field \(field.number) should be a number", in: field)
        }
    }

    /// The numbers of a repeated or single float field.
    func floats(_ field: Field) throws(ImportError) -> [Float] {
        switch field.content {
        case .fixed32(let bits): return [Float(bitPattern: bits)]
        case .bytes(var reader): return try reader.floatsToEnd()
        default: throw error("field \(field.number) should be a float", in: field)
        }
    }

    /// The numbers of a repeated or single double field, rounded.
    func doubles(_ field: Field) throws(ImportError) -> [Float] {
        switch field.content {
        case .fixed64(let bits): return [Float(Double(bitPattern: bits))]
        case .bytes(var reader):
            guard reader.remaining.isMultiple(of: 8) else {
                throw error("field \(field.number) holds no whole number of doubles", in: field)
            }
            var values: [Float] = []
            while !reader.isAtEnd { values.append(Float(try reader.double("a double"))) }
            return values
        default: throw error("field \(field.number) should be a double", in: field)
        }
    }

    /// The contents of a text field; what is no UTF-8 becomes replacement characters.
    func text(_ field: Field) throws(ImportError) -> String {
        var reader = try bytes(field)
        return reader.textToEnd()
    }

    private static func varint(_ reader: inout ByteReader) throws(ImportError) -> UInt64 {
        let start = reader.offset
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            let byte = try reader.byte("a number")
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte & 0x80 == 0 { return value }
        }
        throw reader.error("a number of more than ten bytes", at: start)
    }
}
