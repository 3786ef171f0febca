/// Little-endian bytes of numbers.
public func littleEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// Writes protobuf fields, for tiny caffemodels.
public enum Protobuf {
    /// A varint.
    public static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A length-delimited field.
    public static func field(_ number: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        varint(number << 3 | 2) + varint(UInt64(bytes.count)) + bytes
    }

    /// A varint field.
    public static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] {
        varint(number << 3) + varint(value)
    }

    /// A layer with a name, and for each array its shape and its values, as floats or as halves given by their bits.
    public static func layer(_ name: String, floats: [(shape: [UInt64], values: [Float])]) -> [UInt8] {
        let blobs = floats.flatMap { blob in
            field(7, field(5, blob.values.flatMap { littleEndian($0.bitPattern) }) + shape(blob.shape))
        }
        return field(100, field(1, Array(name.utf8)) + blobs)
    }

    /// The same with half-precision numbers, given by their bits.
    public static func layer(_ name: String, halves: [(shape: [UInt64], bits: [UInt16])]) -> [UInt8] {
        let blobs = halves.flatMap { blob in
            field(7, shape(blob.shape) + field(10, 2) + field(12, blob.bits.flatMap { littleEndian($0) }))
        }
        return field(100, field(1, Array(name.utf8)) + blobs)
    }

    private static func shape(_ extents: [UInt64]) -> [UInt8] { field(7, field(1, extents.flatMap(varint))) }
}

/// Writes Torch7's binary form, for tiny networks.
public struct TorchWriter {
    /// A value.
    public indirect enum Value {
        case null
        case number(Double)
        case bool(Bool)
        case string(String)
        case table([(Value, Value)])
        case tensor(sizes: [Int], values: [Float])
        case longStorage([Int])
        case module(String, [(String, Value)])
        /// An object that was written before, by its index.
        case reference(Int, type: Int32)
    }

    private var bytes: [UInt8] = []
    private var index: Int32 = 0

    /// Returns the bytes of a file.
    public static func file(_ value: Value) -> [UInt8] {
        var writer = TorchWriter()
        writer.write(value)
        return writer.bytes
    }

    /// A list as Lua has it, with keys from 1.
    public static func list(_ values: [Value]) -> Value {
        .table(values.enumerated().map { (.number(Double($0.offset + 1)), $0.element) })
    }

    private mutating func write(_ value: Value) {
        switch value {
        case .null: put(Int32(0))
        case .number(let number):
            put(Int32(1))
            put(number.bitPattern)
        case .bool(let bool):
            put(Int32(5))
            put(Int32(bool ? 1 : 0))
        case .string(let text):
            put(Int32(2))
            put(text)
        case .table(let entries):
            put(Int32(3))
            body(of: entries)
        case .tensor(let sizes, let values):
            torchObject("torch.FloatTensor")
            put(Int32(sizes.count))
            for size in sizes { put(Int64(size)) }
            var stride = values.count
            for size in sizes {
                stride /= max(1, size)
                put(Int64(stride))
            }
            put(Int64(1))
            torchObject("torch.FloatStorage")
            put(Int64(values.count))
            for value in values { put(value.bitPattern) }
        case .longStorage(let values):
            torchObject("torch.LongStorage")
            put(Int64(values.count))
            for value in values { put(Int64(value)) }
        case .module(let name, let fields):
            torchObject(name)
            put(Int32(3))
            body(of: fields.map { (.string($0.0), $0.1) })
        case .reference(let index, let type):
            put(type)
            put(Int32(index))
        }
    }

    private mutating func body(of entries: [(Value, Value)]) {
        index += 1
        put(index)
        put(Int32(entries.count))
        for (key, value) in entries {
            write(key)
            write(value)
        }
    }

    private mutating func torchObject(_ name: String) {
        put(Int32(4))
        index += 1
        put(index)
        put("V 1")
        put(name)
    }

    private mutating func put<Number: FixedWidthInteger>(_ number: Number) { bytes += littleEndian(number) }

    private mutating func put(_ text: String) {
        put(Int32(text.utf8.count))
        bytes += text.utf8
    }
}

/// Writes dlib's serialization, for tiny shape predictors.
public enum DlibWriter {
    /// An integer.
    public static func integer(_ value: Int) -> [UInt8] {
        let magnitude = value.magnitude
        let count = max(1, (UInt.bitWidth - magnitude.leadingZeroBitCount + 7) / 8)
        let head = UInt8(count) | (value < 0 ? 0x80 : 0)
        return [head] + (0..<count).map { UInt8(truncatingIfNeeded: magnitude >> UInt(8 * $0)) }
    }

    /// A float that is a whole number of 1/1024.
    public static func float(_ value: Float) -> [UInt8] { integer(Int(value * 1024)) + integer(-10) }

    /// A matrix of one column.
    public static func column(_ values: [Float]) -> [UInt8] {
        integer(-values.count) + integer(-1) + values.flatMap(float)
    }

    /// A predictor of five points with one stage of one tree of one split, which compares two pixels.
    public static func predictor() -> [UInt8] {
        let shape: [Float] = [0.75, 0.25, 0.625, 0.25, 0.25, 0.25, 0.375, 0.25, 0.5, 0.5]
        let split = integer(0) + integer(1) + float(16)
        let leaves =
            column([Float](repeating: 0.125, count: 10)) + column([Float](repeating: -0.125, count: 10))
        let tree = integer(1) + split + integer(2) + leaves
        let forests = integer(1) + integer(1) + tree
        let anchors = integer(1) + integer(2) + integer(0) + integer(4)
        let deltas = integer(1) + integer(2) + float(0) + float(0) + float(0.25) + float(0)
        return integer(1) + column(shape) + forests + anchors + deltas
    }
}
