/// A cursor over a file's bytes that never leaves them; every error names the file and the offset.
struct ByteReader {
    let file: ModelFile
    private(set) var offset: Int
    let end: Int

    init(_ file: ModelFile) {
        self.file = file
        offset = 0
        end = file.bytes.count
    }

    private init(_ file: ModelFile, _ range: Range<Int>) {
        self.file = file
        offset = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end - offset }
    var isAtEnd: Bool { offset == end }

    func error(_ problem: String, at place: Int? = nil) -> ImportError {
        ImportError(file: file.path, offset: place ?? offset, problem: problem)
    }

    /// Takes the next bytes as a reader of their own.
    mutating func reader(count: Int, for what: @autoclosure () -> String) throws(ImportError) -> ByteReader {
        guard count >= 0, count <= remaining else {
            throw error("the file ends in \(what()): \(count) bytes are announced, \(remaining) are left")
        }
        defer { offset += count }
        return ByteReader(file, offset..<offset + count)
    }

    mutating func byte(_ what: @autoclosure () -> String) throws(ImportError) -> UInt8 {
        guard offset < end else { throw error("the file ends where \(what()) should be") }
        defer { offset += 1 }
        return file.bytes[offset]
    }

    /// Reads a little-endian number of a fixed width.
    mutating func integer<Number: FixedWidthInteger>(
        _: Number.Type,
        _ what: @autoclosure () -> String
    ) throws(ImportError) -> Number {
        let size = Number.bitWidth / 8
        guard remaining >= size else { throw error("the file ends where \(what()) should be") }
        var value: Number = 0
        for i in 0..<size { value |= Number(truncatingIfNeeded: file.bytes[offset + i]) << (8 * i) }
        offset += size
        return value
    }

    mutating func float(_ what: @autoclosure () -> String) throws(ImportError) -> Float {
        Float(bitPattern: try integer(UInt32.self, what()))
    }

    mutating func double(_ what: @autoclosure () -> String) throws(ImportError) -> Double {
        Double(bitPattern: try integer(UInt64.self, what()))
    }

    /// Reads the rest as little-endian floats.
    mutating func floatsToEnd() throws(ImportError) -> [Float] {
        guard remaining % 4 == 0 else { throw error("\(remaining) bytes are no whole number of floats") }
        var values: [Float] = []
        values.reserveCapacity(remaining / 4)
        while !isAtEnd { values.append(try float("a float")) }
        return values
    }

    /// Reads the rest as little-endian IEEE half-precision numbers.
    mutating func halvesToEnd() throws(ImportError) -> [Float] {
        guard remaining % 2 == 0 else { throw error("\(remaining) bytes are no whole number of half floats") }
        var values: [Float] = []
        values.reserveCapacity(remaining / 2)
        while !isAtEnd { values.append(Self.float(half: try integer(UInt16.self, "a half float"))) }
        return values
    }

    /// Reads the rest as text; what is no UTF-8 becomes replacement characters.
    mutating func textToEnd() -> String {
        defer { offset = end }
        return String(decoding: file.bytes[offset..<end], as: UTF8.self)
    }

    /// Widens an IEEE 754 half: Swift's `Float16` does not exist on every platform that we build for.
    static func float(half: UInt16) -> Float {
        let sign = UInt32(half & 0x8000) << 16
        let exponent = UInt32(half >> 10) & 0x1F
        let fraction = UInt32(half & 0x3FF)
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * Float(sign: .plus, exponent: -24, significand: 1)
            return Float(bitPattern: magnitude.bitPattern | sign)
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
