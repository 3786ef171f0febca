import Kernels

/// A network as a list of nodes in the order of computation; every node's shape is checked as it is added.
public struct Graph: Sendable {
    /// The number of a value: the input is 0, node i writes value i + 1.
    public typealias Value = Int

    /// One step.
    public struct Node: Sendable {
        /// The layer's name in the model file.
        public var name: String
        /// What it computes.
        public var operation: Operation
        /// The values that it reads.
        public var inputs: [Value]
        /// The shape of what it writes.
        public var shape: Shape
    }

    /// The shape of the input.
    public let inputShape: Shape
    /// The steps, each reading only earlier values.
    public private(set) var nodes: [Node] = []
    /// The values that can be read after a run, by name.
    public private(set) var outputs: [String: Value] = [:]

    /// Makes a graph that has only its input.
    public init(inputShape: Shape) { self.inputShape = inputShape }

    init(inputShape: Shape, nodes: [Node], outputs: [String: Value]) {
        (self.inputShape, self.nodes, self.outputs) = (inputShape, nodes, outputs)
    }

    /// Returns the shape of a value.
    public func shape(of value: Value) -> Shape { value == 0 ? inputShape : nodes[value - 1].shape }

    /// Adds a node.
    ///
    /// - Returns: the value that it writes.
    /// - Throws: `InferenceError.badShape` if the parameters do not fit the inputs.
    public mutating func append(
        _ operation: Operation,
        named name: String,
        reading inputs: [Value]
    ) throws(InferenceError) -> Value {
        precondition(
            inputs.allSatisfy { $0 >= 0 && $0 <= nodes.count },
            "'\(name)' reads values that do not exist"
        )
        let shapes = try InputShapes(inputs.map(shape(of:)), of: name, for: operation.layer)
        let shape = try operation.layer.outputShape(of: shapes)
        nodes.append(Node(name: name, operation: operation, inputs: inputs, shape: shape))
        return nodes.count
    }

    /// Lets a value be read after a run.
    public mutating func addOutput(_ name: String, value: Value) {
        precondition(value >= 0 && value <= nodes.count, "output '\(name)' of a value that does not exist")
        outputs[name] = value
    }

    /// Returns the same network with only one output, and without the nodes that it does not need.
    public func keeping(outputs wanted: [String]) throws(InferenceError) -> Graph {
        for name in wanted where outputs[name] == nil { throw .unknownOutput(name) }
        var kept = self
        kept.outputs = outputs.filter { wanted.contains($0.key) }
        return kept.withoutUnusedNodes()
    }

    /// Returns the same network for an input that is multiplied and shifted only now: it reads `x` and computes with
    /// `x * scale[c] + shift[c]`.
    ///
    /// - Throws: `InferenceError.badShape` unless there is a factor and a shift for each channel.
    public func scalingInput(by scale: [Float], shift: [Float]) throws(InferenceError) -> Graph {
        var scaled = Graph(inputShape: inputShape)
        _ = try scaled.append(.scale(Scale(scale: scale, shift: shift)), named: "input", reading: [0])
        scaled.nodes += nodes.map { node in
            var node = node
            let readsInput = !node.operation.layer.readsOnlyShapes
            node.inputs = node.inputs.map { $0 == 0 && !readsInput ? 0 : $0 + 1 }
            return node
        }
        scaled.outputs = outputs.mapValues { $0 + 1 }
        return scaled
    }

    /// Multiplications with an addition that a run takes, in convolutions and linear layers.
    public var multiplyAdds: Int { nodes.reduce(0) { $0 + multiplyAdds(of: $1) } }

    /// Multiplications with an addition of one node.
    public func multiplyAdds(of node: Node) -> Int {
        node.operation.layer.multiplyAdds(input: shape(of: node.inputs[0]), output: node.shape)
    }

    /// How many nodes and outputs read each value.
    var readers: [Int] {
        var readers = [Int](repeating: 0, count: nodes.count + 1)
        for node in nodes { for input in node.inputs { readers[input] += 1 } }
        for value in outputs.values { readers[value] += 1 }
        return readers
    }

    func withoutUnusedNodes() -> Graph {
        var used = [Bool](repeating: false, count: nodes.count + 1)
        for value in outputs.values { used[value] = true }
        for index in nodes.indices.reversed() where used[index + 1] {
            for input in nodes[index].inputs { used[input] = true }
        }
        var renumbered = [0]
        var kept: [Node] = []
        for (index, node) in nodes.enumerated() {
            if used[index + 1] {
                var node = node
                node.inputs = node.inputs.map { renumbered[$0] }
                kept.append(node)
            }
            renumbered.append(kept.count)
        }
        return Graph(inputShape: inputShape, nodes: kept, outputs: outputs.mapValues { renumbered[$0] })
    }
}
