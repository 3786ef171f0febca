import FoundationEssentials

/// JSON as all of facetop writes it: keys in the order of the alphabet, so that equal values are equal bytes.
public enum JSON {
    /// One line, with its end.
    public static func line(_ value: some Encodable) -> [UInt8] { encode(value, []) }

    /// An indented document, with a line end behind it.
    public static func document(_ value: some Encodable) -> [UInt8] { encode(value, .prettyPrinted) }

    /// Reads a value.
    ///
    /// - Throws: `DecodingError`, or what is no JSON.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(bytes))
    }

    private static func encode(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = format.union([.sortedKeys, .withoutEscapingSlashes])
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        // Our values are texts and numbers, which always encode.
        guard let data = try? encoder.encode(value) else {
            preconditionFailure("a \(type(of: value)) does not encode")
        }
        return [UInt8](data) + [UInt8(ascii: "\n")]
    }
}
