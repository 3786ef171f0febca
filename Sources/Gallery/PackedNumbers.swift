import FoundationEssentials

/// Floats as JSON has them at little cost: their bytes, little-endian, in base 64.
///
/// A gallery of ten thousand photos has over a million numbers, which take long to read as decimals.
struct PackedNumbers: Codable, Equatable {
    let values: [Float]

    init(values: [Float]) { self.values = values }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let data = Data(base64Encoded: text), data.count.isMultiple(of: 4) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no packed numbers")
        }
        values = unsafe data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { first in
                Float(
                    bitPattern: UInt32(
                        littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: first, as: UInt32.self)
                    )
                )
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var data = Data(capacity: values.count * 4)
        for value in values {
            for byte in 0..<4 {
                data.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32(byte))))
            }
        }
        var container = encoder.singleValueContainer()
        try container.encode(data.base64EncodedString())
    }
}
