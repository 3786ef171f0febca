public import Inference
import Text

/// Turns an ONNX model into a graph (https://onnx.ai/onnx/operators; opsets 7 to 21).
///
/// What depends on numbers of the file only is computed while it is read. The model must have one input, and a batch of
/// one picture.
public struct ONNXImporter {
    /// A value that an operator reads or writes.
    enum Value {
        case constant(ONNXTensor)
        case computed(Graph.Value)
    }

    let model: ONNXModel
    private(set) var graph: Graph
    private var values: [String: Value] = [:]
    /// How many numbers were made from those of the file so far.
    private var made = 0

    /// Reads a model; its outputs keep their names.
    ///
    /// - Parameters:
    ///   - file: the file's bytes.
    ///   - inputShape: what the input is where the file leaves its extents open.
    /// - Returns: the graph.
    /// - Throws: `ImportError` with the operator and the offset where the file is damaged or not supported.
    public static func graph(_ file: ModelFile, inputShape: Shape? = nil) throws(ImportError) -> Graph {
        var importer = try ONNXImporter(ONNXModel(file), inputShape)
        for node in importer.model.nodes { try importer.add(node) }
        for name in importer.model.outputs {
            guard let value = importer.values[name] else {
                throw ImportError(
                    file: file.path,
                    problem: "no operator writes its output '\(name.printable(limit: 80))'"
                )
            }
            try importer.addOutput(name, value)
        }
        return importer.graph
    }

    private init(_ model: ONNXModel, _ inputShape: Shape?) throws(ImportError) {
        self.model = model
        // Older files list their weights among the inputs, too.
        let inputs = model.inputs.filter { model.initializers[$0.name] == nil }
        guard let input = inputs.first, inputs.count == 1 else {
            throw ImportError(
                file: model.file.path,
                problem: "has \(inputs.count) inputs; models with one are read",
                isUnsupported: true
            )
        }
        graph = Graph(inputShape: try Self.shape(of: input, inputShape, in: model.file))
        for (name, tensor) in model.initializers { values[name] = .constant(tensor) }
        values[input.name] = .computed(0)
    }

    /// The input's shape: what is open in the file is what is asked for, or a single picture.
    private static func shape(
        of input: ONNXModel.Input,
        _ wanted: Shape?,
        in file: ModelFile
    ) throws(ImportError) -> Shape {
        // The file may be whole, and still no model for what is asked for: another copy of it would not help.
        func error(_ problem: String) -> ImportError {
            ImportError(
                file: file.path,
                layer: input.name.printable(limit: 80),
                problem: problem,
                isUnsupported: true
            )
        }
        guard let given = input.extents ?? wanted?.extents else { throw error("the input has no shape") }
        guard wanted.map({ $0.rank == given.count }) ?? true else {
            throw error("the input has \(given.count) extents, not those of \(wanted?.description ?? "")")
        }
        var extents: [Int] = []
        for (axis, extent) in given.enumerated() {
            guard let found = extent ?? wanted?.extents[axis] ?? (axis == 0 ? 1 : nil) else {
                throw error("the input's extent \(axis) is open; say what it is")
            }
            extents.append(found)
        }
        guard let shape = Shape(checking: extents) else { throw error("the input's shape is \(extents)") }
        guard wanted.map({ $0 == shape }) ?? true else {
            throw error("the input is \(shape), not \(wanted?.description ?? "")")
        }
        return shape
    }

    private mutating func add(_ node: ONNXNode) throws(ImportError) {
        guard node.domain.isEmpty || node.domain == "ai.onnx" else {
            throw node.unsupported("operators of '\(node.domain.printable(limit: 80))' are not supported")
        }
        let results = try results(of: node)
        guard node.outputs.dropFirst(results.count).allSatisfy(\.isEmpty) else {
            throw node.unsupported("its further outputs are not supported")
        }
        for (name, value) in zip(node.outputs, results) where !name.isEmpty { values[name] = value }
    }

    private mutating func addOutput(_ name: String, _ value: Value) throws(ImportError) {
        switch value {
        case .computed(let value): graph.addOutput(name, value: value)
        case .constant(let tensor):
            graph.addOutput(name, value: try append(tensor, named: name.printable(limit: 80)))
        }
    }

    private mutating func append(_ tensor: ONNXTensor, named name: String) throws(ImportError) -> Graph.Value
    {
        func error(_ problem: String) -> ImportError {
            ImportError(file: model.file.path, layer: name, problem: problem)
        }
        guard let shape = Shape(checking: tensor.extents) else {
            throw error("it has no numbers: \(tensor.extents)")
        }
        do throws(InferenceError) {
            return try graph.append(
                .constant(Constant(shape, tensor.floats)),
                named: "\(name) constant",
                reading: [0]
            )
        } catch { throw ImportError(file: model.file.path, layer: name, problem: "\(error)") }
    }
}

// What operators read and write.
extension ONNXImporter {
    /// An input that must be there.
    func input(_ index: Int, of node: ONNXNode) throws(ImportError) -> Value {
        guard let value = try optionalInput(index, of: node) else {
            throw node.error("has no input \(index + 1)")
        }
        return value
    }

    /// An input that may be left out.
    func optionalInput(_ index: Int, of node: ONNXNode) throws(ImportError) -> Value? {
        guard index < node.inputs.count, !node.inputs[index].isEmpty else { return nil }
        guard let value = values[node.inputs[index]] else {
            throw node.error(
                "reads '\(node.inputs[index].printable(limit: 80))', which nothing before it writes"
            )
        }
        return value
    }

    /// An input that must stand in the file.
    func constant(_ index: Int, of node: ONNXNode) throws(ImportError) -> ONNXTensor {
        guard let tensor = try optionalConstant(index, of: node) else {
            throw node.error("has no input \(index + 1)")
        }
        return tensor
    }

    func optionalConstant(_ index: Int, of node: ONNXNode) throws(ImportError) -> ONNXTensor? {
        switch try optionalInput(index, of: node) {
        case nil: return nil
        case .constant(let tensor): return tensor
        case .computed: throw node.unsupported("an input \(index + 1) that is computed is not supported")
        }
    }

    /// Whole numbers that stand in the file, nil if they are left out.
    func optionalIntegers(_ index: Int, of node: ONNXNode) throws(ImportError) -> [Int]? {
        guard let tensor = try optionalConstant(index, of: node) else { return nil }
        guard let values = tensor.integers else {
            throw node.error("input \(index + 1) holds no whole numbers")
        }
        return values
    }

    /// Numbers that are an attribute in older versions, and an input in newer ones.
    func integers(_ name: String, orInput index: Int, of node: ONNXNode) throws(ImportError) -> [Int]? {
        if let values = try node.integers(name) { return values }
        return try optionalIntegers(index, of: node)
    }

    /// An axis counted from 0 on; negative ones count from the end.
    func axis(_ axis: Int, of rank: Int, _ node: ONNXNode) throws(ImportError) -> Int {
        let found = axis < 0 ? axis &+ rank : axis
        guard (0..<max(rank, 1)).contains(found) else { throw node.error("axis \(axis) of \(rank)") }
        return found
    }

    func axes(_ axes: [Int], of rank: Int, _ node: ONNXNode) throws(ImportError) -> [Int] {
        var found: [Int] = []
        for axis in axes { found.append(try self.axis(axis, of: rank, node)) }
        guard Set(found).count == found.count else { throw node.error("axes \(axes)") }
        return found
    }

    func extents(of value: Value) -> [Int] {
        switch value {
        case .constant(let tensor): tensor.extents
        case .computed(let value): graph.shape(of: value).extents
        }
    }

    /// The value in the graph; numbers of the file become a node.
    mutating func computed(_ value: Value, for node: ONNXNode) throws(ImportError) -> Graph.Value {
        switch value {
        case .computed(let value): value
        case .constant(let tensor): try append(tensor, named: node.name)
        }
    }

    /// Adds an operation to the graph.
    mutating func append(
        _ operation: Operation,
        _ inputs: [Value],
        _ node: ONNXNode
    ) throws(ImportError) -> Value {
        var read: [Graph.Value] = []
        for input in inputs { read.append(try computed(input, for: node)) }
        guard graph.nodes.count < 1 << 14 else {
            throw node.unsupported("so many operators are not supported")
        }
        do throws(InferenceError) {
            return .computed(try graph.append(operation, named: node.name, reading: read))
        } catch {
            switch error {
            case .badShape(_, let shapes, let problem):
                throw node.error("on \(shapes.map(\.description).joined(separator: ", ")): \(problem)")
            default: throw node.error("\(error)")
            }
        }
    }

    /// Refuses to make more numbers of a few than a model can need.
    mutating func check(_ extents: [Int], _ node: ONNXNode) throws(ImportError) {
        var count = 1
        for extent in extents {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow, product <= ONNXTensor.maximumCount else {
                throw node.error("its output would be \(extents)")
            }
            count = product
        }
        made += count
        guard made <= ONNXTensor.maximumTotal else {
            throw node.error(
                "more than \(ONNXTensor.maximumTotal) numbers would be made from those of the file"
            )
        }
    }
}
