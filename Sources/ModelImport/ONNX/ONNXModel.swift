/// What an ONNX file says: operators, the numbers they use, and the names of what goes in and comes out.
struct ONNXModel {
    /// An input of the graph.
    struct Input {
        let name: String
        /// The extents, nil where the file leaves them open; nil if there are none at all.
        let extents: [Int?]?
    }

    let file: ModelFile
    /// The version of the operators, of the default domain.
    private(set) var opset = 0
    private(set) var nodes: [ONNXNode] = []
    private(set) var initializers: [String: ONNXTensor] = [:]
    private(set) var inputs: [Input] = []
    private(set) var outputs: [String] = []

    /// The versions that are read.
    private static let opsets = 7...21

    /// Reads a ModelProto.
    init(_ file: ModelFile) throws(ImportError) {
        self.file = file
        var message = ProtobufReader(ByteReader(file))
        var hasGraph = false
        while let field = try message.next() {
            switch field.number {
            case 7:
                hasGraph = true
                try readGraph(message.bytes(field))
            case 8:
                if let version = try Self.version(message.bytes(field)) { opset = version }
            default: continue
            }
        }
        guard hasGraph else {
            throw ImportError(file: file.path, problem: "holds no graph: is it an ONNX file?")
        }
        guard Self.opsets.contains(opset) else {
            throw ImportError(
                file: file.path,
                problem: "its operators are of version \(opset); \(Self.opsets.lowerBound) to "
                    + "\(Self.opsets.upperBound) are read: export it anew with such an opset_version",
                isUnsupported: true
            )
        }
    }

    /// Reads an OperatorSetIdProto: the version, if it is of the default domain.
    private static func version(_ bytes: ByteReader) throws(ImportError) -> Int? {
        var message = ProtobufReader(bytes)
        var domain = ""
        var version = 0
        while let field = try message.next() {
            switch field.number {
            case 1: domain = try message.text(field)
            case 2: version = Int(truncatingIfNeeded: try message.varints(field).last ?? 0)
            default: continue
            }
        }
        return domain.isEmpty || domain == "ai.onnx" ? version : nil
    }

    private mutating func readGraph(_ bytes: ByteReader) throws(ImportError) {
        var message = ProtobufReader(bytes)
        while let field = try message.next() {
            switch field.number {
            case 1: nodes.append(try ONNXNode(message.bytes(field)))
            case 5:
                let (name, tensor) = try ONNXTensor.read(message.bytes(field))
                initializers[name] = tensor
            case 11: inputs.append(try Self.input(message.bytes(field)))
            case 12: outputs.append(try Self.input(message.bytes(field)).name)
            case 15: throw bytes.error("sparse weights are not supported")
            default: continue
            }
        }
    }

    /// Reads a ValueInfoProto.
    private static func input(_ bytes: ByteReader) throws(ImportError) -> Input {
        var message = ProtobufReader(bytes)
        var name = ""
        var extents: [Int?]?
        while let field = try message.next() {
            switch field.number {
            case 1: name = try message.text(field)
            case 2: extents = try Self.extents(message.bytes(field))
            default: continue
            }
        }
        return Input(name: name, extents: extents)
    }

    /// Reads a TypeProto: the extents of its tensor.
    private static func extents(_ bytes: ByteReader) throws(ImportError) -> [Int?]? {
        var type = ProtobufReader(bytes)
        var extents: [Int?]?
        while let field = try type.next() {
            guard field.number == 1 else { continue }
            var tensor = ProtobufReader(try type.bytes(field))
            while let field = try tensor.next() {
                guard field.number == 2 else { continue }
                var shape = ProtobufReader(try tensor.bytes(field))
                var found: [Int?] = []
                while let field = try shape.next() {
                    guard field.number == 1 else { continue }
                    found.append(try Self.extent(shape.bytes(field)))
                    guard found.count <= 8 else { throw bytes.error("a shape of more than 8 extents") }
                }
                extents = found
            }
        }
        return extents
    }

    /// Reads a Dimension: a number, nil if it is open.
    private static func extent(_ bytes: ByteReader) throws(ImportError) -> Int? {
        var message = ProtobufReader(bytes)
        var extent: Int?
        while let field = try message.next() {
            guard field.number == 1 else { continue }
            let value = Int(truncatingIfNeeded: try message.varints(field).last ?? 0)
            extent = value > 0 ? value : nil
        }
        return extent
    }
}
