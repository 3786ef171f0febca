/// Reads the primitives of dlib's serialization.
///
/// Source: dlib's serialize.h and float_details.h.
struct DlibReader {
    private(set) var bytes: ByteReader

    init(_ file: ModelFile) { bytes = ByteReader(file) }

    /// An integer: a byte with the number of bytes and the sign, then the magnitude, least significant byte first.
    mutating func integer(_ what: @autoclosure () -> String) throws(ImportError) -> Int {
        let start = bytes.offset
        let head = try bytes.byte(what())
        let count = Int(head & 0x0F)
        guard (1...8).contains(count), head & 0x70 == 0 else {
            throw bytes.error("\(what()) begins with byte \(head), which is no dlib number", at: start)
        }
        var magnitude: UInt64 = 0
        for i in 0..<count { magnitude |= UInt64(try bytes.byte(what())) << UInt64(8 * i) }
        guard let value = Int(exactly: magnitude) else {
            throw bytes.error("\(what()) is \(magnitude)", at: start)
        }
        return head & 0x80 == 0 ? value : -value
    }

    /// How many items follow, each of which takes at least that many bytes.
    mutating func count(_ what: @autoclosure () -> String, bytesEach: Int) throws(ImportError) -> Int {
        let start = bytes.offset
        let value = try integer(what())
        guard value >= 0, value <= bytes.remaining / bytesEach else {
            throw bytes.error("\(value) of \(what()), \(bytes.remaining) bytes are left", at: start)
        }
        return value
    }

    /// A float or a double: mantissa and exponent of 2.
    mutating func float(_ what: @autoclosure () -> String) throws(ImportError) -> Float {
        let start = bytes.offset
        let mantissa = try integer(what())
        let exponent = try integer(what())
        guard abs(exponent) < 2000 else { throw bytes.error("\(what()) is not finite", at: start) }
        let value = Float(Double(mantissa) * Double(sign: .plus, exponent: exponent, significand: 1))
        guard value.isFinite else { throw bytes.error("\(what()) is not finite", at: start) }
        return value
    }

    /// A matrix of one column, whose rows must be that many, or any even number where `rows` is nil.
    mutating func column(rows: Int?, _ what: @autoclosure () -> String) throws(ImportError) -> [Float] {
        let start = bytes.offset
        let negativeRows = try integer(what())
        let negativeColumns = try integer(what())
        guard negativeRows < 0, negativeColumns == -1, negativeRows >= -bytes.remaining / 4,
            rows == nil || -negativeRows == rows
        else {
            throw bytes.error("\(what()) is a matrix of \(negativeRows) by \(negativeColumns)", at: start)
        }
        var values: [Float] = []
        for _ in 0..<(-negativeRows) { values.append(try float(what())) }
        return values
    }
}
