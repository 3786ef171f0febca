import Text

/// One module of a Torch7 network, with its fields by name.
struct TorchModule {
    let reader: Torch7Reader
    let index: Int
    let className: String
    /// Where in the network, as `13.modules.2`, for messages.
    let path: String
    private let fields: [String: TorchValue]

    init(_ value: TorchValue, in reader: Torch7Reader, path: String) throws(ImportError) {
        self.reader = reader
        self.path = path
        guard case .reference(let index) = value,
            case .module(let name, let table) = reader.objects[index] ?? .pending,
            case .reference(let tableIndex) = table,
            case .table(let entries) = reader.objects[tableIndex] ?? .pending
        else { throw ImportError(file: reader.file.path, layer: path, problem: "is no module") }
        self.index = index
        className = name
        var fields: [String: TorchValue] = [:]
        for case (.string(let key), let value) in entries { fields[key] = value }
        self.fields = fields
    }

    func error(_ problem: String) -> ImportError {
        ImportError(file: reader.file.path, layer: place, problem: problem)
    }

    /// Says that the file may be good, and facetop can't do what it says.
    func unsupported(_ problem: String) -> ImportError {
        ImportError(
            file: reader.file.path,
            layer: place,
            problem: problem,
            isUnsupported: true
        )
    }

    private var place: String { "\(path) \(className.printable(limit: 80))" }

    /// The modules inside this one, in order.
    func modules() throws(ImportError) -> [TorchModule] {
        guard case .reference(let index) = fields["modules"] ?? .null,
            case .table(let entries) = reader.objects[index] ?? .pending
        else { throw error("has no modules") }
        var numbered: [(number: Int, value: TorchValue)] = []
        for (key, value) in entries {
            guard case .number(let number) = key, let exact = Int(exactly: number), exact >= 1 else {
                throw error("a key of its modules is no number")
            }
            numbered.append((exact, value))
        }
        numbered.sort { $0.number < $1.number }
        guard numbered.map(\.number) == Array(1...max(1, numbered.count)) else {
            throw error("its modules are not numbered from 1")
        }
        var result: [TorchModule] = []
        for (number, value) in numbered {
            result.append(
                try TorchModule(value, in: reader, path: path.isEmpty ? "\(number)" : "\(path).\(number)")
            )
        }
        return result
    }

    func number(_ names: String..., default fallback: Double? = nil) throws(ImportError) -> Double {
        for name in names { if case .number(let value) = fields[name] ?? .null { return value } }
        guard let fallback else { throw error("has no number '\(names[0])'") }
        return fallback
    }

    func integer(_ names: String..., default fallback: Int? = nil) throws(ImportError) -> Int {
        for name in names {
            guard case .number(let value) = fields[name] ?? .null else { continue }
            guard let exact = Int(exactly: value), abs(exact) < 1 << 31 else {
                throw error("'\(name)' is \(value), not a whole number")
            }
            return exact
        }
        guard let fallback else { throw error("has no number '\(names[0])'") }
        return fallback
    }

    func bool(_ name: String, default fallback: Bool) -> Bool {
        guard case .bool(let value) = fields[name] ?? .null else { return fallback }
        return value
    }

    func has(_ name: String) -> Bool { (fields[name] ?? .null) != .null }

    func tensor(_ name: String) throws(ImportError) -> (sizes: [Int], values: [Float]) {
        guard let value = fields[name], value != .null else { throw error("has no '\(name)'") }
        return try reader.tensor(value, "\(path) \(className.printable(limit: 80)).\(name)")
    }

    /// The extents of a `View` or `Reshape`, which are a LongStorage.
    func extents(_ name: String) throws(ImportError) -> [Int] {
        guard case .reference(let index) = fields[name] ?? .null,
            case .storage(let element, let first, let count) = reader.objects[index] ?? .pending,
            element == .long, count >= 1, count <= 8
        else { throw error("'\(name)' is no short LongStorage") }
        return (0..<count).map { i in
            var bits: UInt64 = 0
            for byte in 0..<8 { bits |= UInt64(reader.file.bytes[first + i * 8 + byte]) << UInt64(8 * byte) }
            return Int(Int64(bitPattern: bits))
        }
    }
}
