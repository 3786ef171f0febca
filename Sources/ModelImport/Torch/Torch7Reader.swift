/// Reads Torch7's binary serialization into a list of objects.
///
/// Bytecode of functions is skipped, never run.
///
/// Source: torch7's File.lua (types 0 to 8, shared indices) and Tensor.c, Storage.c (their bodies).
struct Torch7Reader {
    /// Deeper nesting than this is refused; the OpenFace file has about 20 levels.
    private static let maximumDepth = 120

    let file: ModelFile
    private var reader: ByteReader
    /// Every shared object by the index that the file gives it.
    private(set) var objects: [Int: TorchObject] = [:]
    /// The file's one value.
    private(set) var root = TorchValue.null

    init(_ file: ModelFile) throws(ImportError) {
        self.file = file
        reader = ByteReader(file)
        root = try value(depth: 0)
    }

    private mutating func value(depth: Int) throws(ImportError) -> TorchValue {
        guard depth < Self.maximumDepth else {
            throw reader.error("objects nest deeper than \(Self.maximumDepth)")
        }
        let start = reader.offset
        let type = try reader.integer(Int32.self, "a type")
        switch type {
        case 0: return .null
        case 1: return .number(try reader.double("a number"))
        case 2: return .string(try string("a string"))
        case 3: return try shared(depth) { me, depth throws(ImportError) in try me.table(depth) }
        case 4: return try shared(depth) { me, depth throws(ImportError) in try me.torchObject(depth) }
        case 5: return .bool(try reader.integer(Int32.self, "a boolean") != 0)
        case 6:
            try skipFunction(depth)
            return .null
        case 7, 8:
            return try shared(depth) { me, depth throws(ImportError) in
                try me.skipFunction(depth)
                return .function
            }
        default:
            throw reader.error(
                "type \(type) is none of Torch7's; the file is damaged, or no Torch7 file",
                at: start
            )
        }
    }

    /// Reads an index, and the body if the index is new.
    private mutating func shared(
        _ depth: Int,
        _ body: (inout Torch7Reader, Int) throws(ImportError) -> TorchObject
    ) throws(ImportError) -> TorchValue {
        let start = reader.offset
        let index = Int(try reader.integer(Int32.self, "an object's index"))
        guard index > 0 else { throw reader.error("object index \(index)", at: start) }
        if objects[index] == nil {
            // Known before its body is read, because the body may refer to it.
            objects[index] = .pending
            objects[index] = try body(&self, depth + 1)
        }
        return .reference(index)
    }

    private mutating func string(_ what: String) throws(ImportError) -> String {
        let count = Int(try reader.integer(Int32.self, "the length of \(what)"))
        var text = try reader.reader(count: count, for: what)
        return text.textToEnd()
    }

    private mutating func skipFunction(_ depth: Int) throws(ImportError) {
        let count = Int(try reader.integer(Int32.self, "the length of a function"))
        _ = try reader.reader(count: count, for: "a function")
        _ = try value(depth: depth + 1)
    }

    private mutating func table(_ depth: Int) throws(ImportError) -> TorchObject {
        let start = reader.offset
        let count = Int(try reader.integer(Int32.self, "the size of a table"))
        // Even the shortest entry, nil for nil, has eight bytes.
        guard count >= 0, count <= reader.remaining / 8 else {
            throw reader.error("a table of \(count) entries", at: start)
        }
        var entries: [(key: TorchValue, value: TorchValue)] = []
        for _ in 0..<count { entries.append((try value(depth: depth), try value(depth: depth))) }
        return .table(entries)
    }

    private mutating func torchObject(_ depth: Int) throws(ImportError) -> TorchObject {
        // Very old files have no version: the first string is the class.
        let first = try string("a version")
        let name = first.hasPrefix("V ") ? try string("a class name") : first
        if let element = TorchElement.allCases.first(where: { name == "torch.\($0.rawValue)Storage" }) {
            return try storage(element)
        }
        if TorchElement.allCases.contains(where: { name == "torch.\($0.rawValue)Tensor" }) {
            return try tensor(depth)
        }
        return .module(className: name, fields: try value(depth: depth))
    }

    private mutating func storage(_ element: TorchElement) throws(ImportError) -> TorchObject {
        let start = reader.offset
        let count = try reader.integer(Int64.self, "the size of a storage")
        guard count >= 0, count <= Int64(reader.remaining / element.bytes) else {
            throw reader.error(
                "a storage of \(count) elements, \(reader.remaining) bytes are left",
                at: start
            )
        }
        let elements = try reader.reader(count: Int(count) * element.bytes, for: "a storage")
        return .storage(element: element, first: elements.offset, count: Int(count))
    }

    private mutating func tensor(_ depth: Int) throws(ImportError) -> TorchObject {
        let start = reader.offset
        let dimensions = Int(try reader.integer(Int32.self, "a tensor's dimensions"))
        guard (0...16).contains(dimensions) else {
            throw reader.error("a tensor of \(dimensions) dimensions", at: start)
        }
        var sizes: [Int] = []
        var strides: [Int] = []
        for _ in 0..<dimensions { sizes.append(Int(try reader.integer(Int64.self, "a tensor's size"))) }
        for _ in 0..<dimensions { strides.append(Int(try reader.integer(Int64.self, "a tensor's stride"))) }
        let offset = Int(try reader.integer(Int64.self, "a tensor's offset"))
        guard offset >= 1 else {
            throw reader.error("a tensor at offset \(offset) of its storage", at: start)
        }
        return .tensor(sizes: sizes, strides: strides, offset: offset - 1, storage: try value(depth: depth))
    }
}
