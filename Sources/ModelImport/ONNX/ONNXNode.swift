import Text

/// One operator of an ONNX graph, with its attributes.
struct ONNXNode {
    /// The value of an attribute.
    private enum Attribute {
        case float(Float)
        case integer(Int)
        case text(String)
        case tensor(ONNXTensor)
        case floats([Float])
        case integers([Int])
        case other
    }

    let file: ModelFile
    let offset: Int
    private(set) var type = ""
    private(set) var domain = ""
    /// Names of values; empty for an optional one that is not given.
    private(set) var inputs: [String] = []
    private(set) var outputs: [String] = []
    private var ownName = ""
    private var attributes: [String: Attribute] = [:]

    /// Reads a NodeProto.
    init(_ bytes: ByteReader) throws(ImportError) {
        (file, offset) = (bytes.file, bytes.offset)
        var message = ProtobufReader(bytes)
        while let field = try message.next() {
            switch field.number {
            case 1: inputs.append(try message.text(field))
            case 2: outputs.append(try message.text(field))
            case 3: ownName = try message.text(field)
            case 4: type = try message.text(field)
            case 5:
                let (name, attribute) = try Self.attribute(message.bytes(field))
                attributes[name] = attribute
            case 7: domain = try message.text(field)
            default: continue
            }
        }
    }

    /// Reads an AttributeProto.
    private static func attribute(_ bytes: ByteReader) throws(ImportError) -> (String, Attribute) {
        var message = ProtobufReader(bytes)
        var name = ""
        var type: UInt64 = 0
        var float: Float = 0
        var integer = 0
        var text = ""
        var tensor: ONNXTensor?
        var floats: [Float] = []
        var integers: [Int] = []
        while let field = try message.next() {
            switch field.number {
            case 1: name = try message.text(field)
            case 2: float = try message.floats(field).last ?? 0
            case 3: integer = Int(truncatingIfNeeded: try message.varints(field).last ?? 0)
            case 4: text = try message.text(field)
            case 5: tensor = try ONNXTensor.read(message.bytes(field)).tensor
            case 7: floats += try message.floats(field)
            case 8: integers += try message.varints(field).map { Int(truncatingIfNeeded: $0) }
            case 20: type = try message.varints(field).last ?? 0
            default: continue
            }
        }
        // AttributeProto.AttributeType.
        let attribute: Attribute =
            switch type {
            case 1: .float(float)
            case 2: .integer(integer)
            case 3: .text(text)
            case 4: tensor.map(Attribute.tensor) ?? .other
            case 6: .floats(floats)
            case 7: .integers(integers)
            default: .other
            }
        return (name, attribute)
    }

    /// Its name, or that of what it writes.
    var name: String { (ownName.isEmpty ? outputs.first ?? type : ownName).printable(limit: 80) }

    /// Says that the file is wrong.
    func error(_ problem: String) -> ImportError {
        ImportError(file: file.path, offset: offset, layer: place, problem: problem)
    }

    /// Says that the file may be good, and facetop can't do what it says.
    func unsupported(_ problem: String) -> ImportError {
        ImportError(
            file: file.path,
            offset: offset,
            layer: place,
            problem: problem,
            isUnsupported: true
        )
    }

    private var place: String { "\(name) (\(type.printable(limit: 40)))" }

    func has(_ name: String) -> Bool { attributes[name] != nil }

    func integer(_ name: String, default fallback: Int) throws(ImportError) -> Int {
        switch attributes[name] {
        case nil: return fallback
        case .integer(let value): return value
        default: throw error("its \(name) is no number")
        }
    }

    func float(_ name: String, default fallback: Float) throws(ImportError) -> Float {
        switch attributes[name] {
        case nil: return fallback
        case .float(let value) where value.isFinite: return value
        default: throw error("its \(name) is no number")
        }
    }

    func text(_ name: String, default fallback: String) throws(ImportError) -> String {
        switch attributes[name] {
        case nil: return fallback
        case .text(let value): return value.printable(limit: 80)
        default: throw error("its \(name) is no text")
        }
    }

    /// The numbers of a list, nil if there is none.
    func integers(_ name: String) throws(ImportError) -> [Int]? {
        switch attributes[name] {
        case nil: return nil
        case .integers(let values): return values
        default: throw error("its \(name) is no list of numbers")
        }
    }

    func floats(_ name: String) throws(ImportError) -> [Float]? {
        switch attributes[name] {
        case nil: return nil
        case .floats(let values): return values
        default: throw error("its \(name) is no list of numbers")
        }
    }

    func tensor(_ name: String) throws(ImportError) -> ONNXTensor? {
        switch attributes[name] {
        case nil: return nil
        case .tensor(let value): return value
        default: throw error("its \(name) is no tensor")
        }
    }
}
