import Inference
import Text

/// Numbers that stand in the file, or are computed from such while it is read.
struct ONNXTensor {
    /// Floats of any width, or whole numbers of any width.
    enum Numbers {
        case floats([Float])
        case integers([Int])
    }

    /// How they are arranged; none for a single number, 0 where there are no numbers.
    let extents: [Int]
    let numbers: Numbers

    /// More numbers than this are not made from those of a file, at once and in all.
    static let maximumCount = 1 << 24
    static let maximumTotal = 1 << 27

    init(_ extents: [Int], _ numbers: Numbers) { (self.extents, self.numbers) = (extents, numbers) }

    init(integers: [Int]) { self.init([integers.count], .integers(integers)) }

    var count: Int {
        switch numbers {
        case .floats(let values): values.count
        case .integers(let values): values.count
        }
    }

    /// The numbers as floats.
    var floats: [Float] {
        switch numbers {
        case .floats(let values): values
        case .integers(let values): values.map(Float.init)
        }
    }

    /// The numbers, nil if they are floats.
    var integers: [Int]? {
        guard case .integers(let values) = numbers else { return nil }
        return values
    }

    /// The same numbers, arranged in another way.
    func reshaped(_ extents: [Int]) -> ONNXTensor { ONNXTensor(extents, numbers) }

    /// Numbers that are picked along every axis.
    func selected(_ select: Select) -> ONNXTensor {
        let extents = select.picks.map(\.count)
        return switch numbers {
        case .floats(let values):
            ONNXTensor(extents, .floats(select.selected(from: values, self.extents, fill: select.fill)))
        case .integers(let values):
            ONNXTensor(
                extents,
                .integers(select.selected(from: values, self.extents, fill: Int(saturating: select.fill)))
            )
        }
    }

    /// The numbers with their axes in another order.
    func permuted(_ order: [Int]) -> ONNXTensor {
        var strides = [Int](repeating: 1, count: extents.count)
        for axis in extents.indices.dropLast().reversed() {
            strides[axis] = strides[axis + 1] * extents[axis + 1]
        }
        let permuted = order.map { extents[$0] }
        var places = [0]
        for axis in order {
            places = places.flatMap { place in (0..<extents[axis]).map { place + $0 * strides[axis] } }
        }
        return switch numbers {
        case .floats(let values): ONNXTensor(permuted, .floats(places.map { values[$0] }))
        case .integers(let values): ONNXTensor(permuted, .integers(places.map { values[$0] }))
        }
    }
}

// Reading a TensorProto.
extension ONNXTensor {
    /// The element types that are read, by their numbers in TensorProto.DataType.
    enum Element: UInt64 {
        case float = 1
        case uint8 = 2
        case int8 = 3
        case uint16 = 4
        case int16 = 5
        case int32 = 6
        case int64 = 7
        case bool = 9
        case float16 = 10
        case double = 11
        case uint32 = 12
        case uint64 = 13
        case bfloat16 = 16

        var bytes: Int {
            switch self {
            case .uint8, .int8, .bool: 1
            case .int16, .uint16, .float16, .bfloat16: 2
            case .float, .int32, .uint32: 4
            case .int64, .uint64, .double: 8
            }
        }

        var isFloat: Bool {
            switch self {
            case .float, .float16, .double, .bfloat16: true
            default: false
            }
        }
    }

    /// The fields of a TensorProto, as far as they are read.
    private struct Fields {
        var extents: [Int] = []
        var type: UInt64 = 0
        var raw: ByteReader?
        var floats: [Float] = []
        var doubles: [Float] = []
        var bits: [UInt64] = []
    }

    /// Reads a TensorProto, and its name.
    static func read(_ bytes: ByteReader) throws(ImportError) -> (name: String, tensor: ONNXTensor) {
        var message = ProtobufReader(bytes)
        var fields = Fields()
        var name = ""
        while let field = try message.next() {
            switch field.number {
            case 1: fields.extents += try message.varints(field).map { Int(truncatingIfNeeded: $0) }
            case 2: fields.type = try message.varints(field).last ?? 0
            case 4: fields.floats += try message.floats(field)
            case 5, 7, 11: fields.bits += try message.varints(field)
            case 8: name = try message.text(field)
            case 9: fields.raw = try message.bytes(field)
            case 10: fields.doubles += try message.doubles(field)
            case 13, 14:
                // Data location 0 is the file itself.
                let location = field.number == 14 ? try message.varints(field).last : nil
                guard location == 0 else {
                    throw ImportError(
                        file: bytes.file.path,
                        offset: bytes.offset,
                        problem:
                            "the numbers of '\(name.printable(limit: 80))' stand in another file, which is not read: "
                            + "save the model with its weights inside",
                        isUnsupported: true
                    )
                }
            default: continue
            }
        }
        return (name, try tensor(fields, bytes))
    }

    private static func tensor(_ fields: Fields, _ bytes: ByteReader) throws(ImportError) -> ONNXTensor {
        guard let element = Element(rawValue: fields.type) else {
            throw ImportError(
                file: bytes.file.path,
                offset: bytes.offset,
                problem: "numbers of data type \(fields.type) are not supported",
                isUnsupported: true
            )
        }
        var count = 1
        for extent in fields.extents {
            let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
            guard extent >= 0, !overflow, fields.extents.count <= 8 else {
                throw bytes.error("numbers of shape \(fields.extents)")
            }
            count = product
        }
        if fields.extents.contains(0) { count = 0 }
        let numbers: Numbers =
            if var raw = fields.raw {
                try self.numbers(of: element, &raw)
            } else if !element.isFloat {
                .integers(fields.bits.map { Int(truncatingIfNeeded: $0) })
            } else if element == .float {
                .floats(fields.floats)
            } else if element == .double {
                .floats(fields.doubles)
            } else {
                .floats(fields.bits.map { value(of: UInt16(truncatingIfNeeded: $0), element) })
            }
        let tensor = ONNXTensor(fields.extents, numbers)
        guard tensor.count == count else {
            throw bytes.error("\(tensor.count) numbers where the shape \(fields.extents) says \(count)")
        }
        return tensor
    }

    /// Reads little-endian numbers to the end.
    private static func numbers(of element: Element, _ raw: inout ByteReader) throws(ImportError) -> Numbers {
        guard raw.remaining.isMultiple(of: element.bytes) else {
            throw raw.error("\(raw.remaining) bytes are no whole number of \(element)s")
        }
        if element == .float { return .floats(try raw.floatsToEnd()) }
        if element == .float16 { return .floats(try raw.halvesToEnd()) }
        var floats: [Float] = []
        var integers: [Int] = []
        while !raw.isAtEnd {
            switch element {
            case .double: floats.append(Float(try raw.double("a double")))
            case .bfloat16: floats.append(value(of: try raw.integer(UInt16.self, "a bfloat16"), element))
            case .uint8, .bool: integers.append(Int(try raw.byte("a byte")))
            case .int8: integers.append(Int(Int8(bitPattern: try raw.byte("a byte"))))
            case .int16: integers.append(Int(try raw.integer(Int16.self, "a number")))
            case .uint16: integers.append(Int(try raw.integer(UInt16.self, "a number")))
            case .uint32: integers.append(Int(try raw.integer(UInt32.self, "a number")))
            case .uint64: integers.append(Int(clamping: try raw.integer(UInt64.self, "a number")))
            case .int32: integers.append(Int(try raw.integer(Int32.self, "a number")))
            default: integers.append(Int(try raw.integer(Int64.self, "a number")))
            }
        }
        return element.isFloat ? .floats(floats) : .integers(integers)
    }

    private static func value(of bits: UInt16, _ element: Element) -> Float {
        element == .float16 ? ByteReader.float(half: bits) : Float(bitPattern: UInt32(bits) << 16)
    }
}

extension Int {
    /// The nearest whole number towards zero; the largest where there is none, 0 for what is no number.
    init(saturating value: Float) {
        self = value.isNaN ? 0 : Int(exactly: value.rounded(.towardZero)) ?? (value < 0 ? .min : .max)
    }
}
