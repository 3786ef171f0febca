import Kernels

/// Turns an optimized graph into layers that know where their values are.
struct Planner {
    let graph: Graph
    let options: PlanOptions
    var lowering: Lowering
    /// How many nodes and outputs read each value.
    let readers: [Int]
    /// Values that are written where their channels stand in a concatenation, and the first such channel.
    let joined: [Graph.Value: (whole: Graph.Value, channel: Int)]
    /// The memory of concatenations of which a part has been planned.
    private var wholes: [Graph.Value: Placement] = [:]
    /// Convolutions that an earlier step has computed.
    var done: Set<Graph.Value> = []
    /// How convolutions will be computed, as far as that is decided.
    var steps: [Graph.Value: ConvolutionStep] = [:]

    init(_ graph: Graph, _ options: PlanOptions) {
        self.graph = graph
        self.options = options
        lowering = Lowering(input: graph.inputShape)
        readers = graph.readers
        joined = Self.joinedValues(of: graph)
    }

    /// Makes the plan, and computes what never changes.
    ///
    /// - Returns: the plan.
    /// - Throws: `InferenceError.tooLarge`.
    mutating func plan() throws(InferenceError) -> Plan {
        for index in graph.nodes.indices where !isDone(index + 1) {
            graph.nodes[index].operation.layer.lower(index + 1, in: &self)
        }
        let outputs = graph.outputs.mapValues { value in
            let placement = lowering.placement(of: value, as: .planar)
            lowering.keepToEnd(placement)
            return placement
        }

        let arena = Arena(lowering.storages)
        guard arena.count <= Shape.maximumCount else { throw .tooLarge(count: arena.count) }
        let memory = AlignedBuffer(count: arena.count)
        func blob(_ placement: Placement) -> Blob {
            unsafe Blob(
                shape: placement.shape,
                channelOrder: placement.channelOrder,
                stride: placement.stride,
                bytes: placement.bytes,
                pointer: memory.pointer + arena.offsets[placement.storage] + placement.offset
            )
        }
        let scratch = Scratch()
        var steps: [Plan.Step] = []
        var constants: [any Layer] = []
        for draft in lowering.drafts {
            let context = LayerContext(
                inputs: draft.inputs.map(blob),
                outputs: draft.outputs.map(blob),
                crew: options.crew,
                kernels: options.kernels,
                scratch: scratch
            )
            let layer = draft.make(context)
            if draft.isConstant {
                constants.append(layer)
            } else {
                steps.append(Plan.Step(description: draft.description, layer: layer, input: context.input))
            }
        }
        scratch.allocate(for: options.crew)
        for layer in constants { layer.run() }
        return Plan(
            memory: memory,
            scratch: scratch,
            crew: options.crew,
            input: blob(lowering.placement(of: 0)),
            outputs: outputs.mapValues(blob),
            steps: steps
        )
    }

    /// Values that only a concatenation reads, and that a layer writes which can leave gaps between pixels.
    private static func joinedValues(of graph: Graph) -> [Graph.Value: (whole: Graph.Value, channel: Int)] {
        let readers = graph.readers
        var joined: [Graph.Value: (whole: Graph.Value, channel: Int)] = [:]
        for (index, node) in graph.nodes.enumerated()
        where node.operation.layer.joinsChannels(into: node.shape) {
            var channel = 0
            for input in node.inputs {
                let shape = graph.shape(of: input)
                if input > 0, readers[input] == 1, shape.spatial == node.shape.spatial,
                    graph.nodes[input - 1].operation.layer.leavesGaps
                {
                    joined[input] = (index + 1, channel)
                }
                channel += shape.channels
            }
        }
        return joined
    }
}

// What the layers plan themselves with.
extension Planner {
    /// The shape of a value.
    func shape(of value: Graph.Value) -> Shape { graph.shape(of: value) }

    /// The values that a value is computed from.
    func inputs(of value: Graph.Value) -> [Graph.Value] { graph.nodes[value - 1].inputs }

    /// The name of the node that computes a value.
    func name(of value: Graph.Value) -> String { graph.nodes[value - 1].name }

    /// Whether an earlier step computes a value, too.
    func isDone(_ value: Graph.Value) -> Bool { done.contains(value) }

    /// The value of the node that alone reads a value; nil where several read it, or it is an output.
    func onlyReader(of value: Graph.Value) -> Graph.Value? {
        readers[value] == 1 ? nodesReading(value).first : nil
    }

    /// The values of the nodes that read a value, in order.
    func nodesReading(_ value: Graph.Value) -> [Graph.Value] {
        // Nodes read earlier values only.
        graph.nodes.indices[value...].map { $0 + 1 }.filter { inputs(of: $0).contains(value) }
    }

    /// In which order the first input of a value stands.
    func inputOrder(of value: Graph.Value) -> ChannelOrder {
        lowering.placement(of: inputs(of: value)[0]).channelOrder
    }

    /// Gives a value the memory of its input, as that stands in an order, as a planar value of its own shape.
    mutating func place(_ value: Graph.Value, asInputIn channelOrder: ChannelOrder) {
        let input = inputs(of: value)[0]
        let other = lowering.placement(of: input, as: channelOrder)
        let shape = shape(of: value)
        lowering.place(
            value,
            at: Placement(
                storage: other.storage,
                offset: other.offset,
                stride: shape.channels,
                channelOrder: .planar,
                shape: shape
            ),
            isConstant: lowering.isConstant(input)
        )
    }

    /// Adds a step that computes one value from its inputs, all in one order.
    mutating func add(
        _ value: Graph.Value,
        _ channelOrder: ChannelOrder,
        make: @escaping (LayerContext) -> any Layer
    ) {
        let node = graph.nodes[value - 1]
        guard !node.operation.layer.readsOnlyShapes else {
            // In whatever order, and before they are computed.
            let inputs = node.inputs.map { lowering.placement(of: $0) }
            return add(
                value,
                inputs,
                at: lowering.newPlacement(node.shape, channelOrder),
                isConstant: true,
                make
            )
        }
        let inputs = node.inputs.map { lowering.placement(of: $0, as: channelOrder) }
        let isConstant = node.inputs.allSatisfy { lowering.isConstant($0) }
        add(value, inputs, at: target(of: value, channelOrder), isConstant: isConstant, make)
    }

    /// Plans a concatenation of channels: what its inputs have not written in its memory is copied.
    mutating func join(_ value: Graph.Value) {
        let place = joinedPlacement(value)
        var channel = 0
        var missing: [(Graph.Value, Int)] = []
        for input in inputs(of: value) {
            if joined[input] == nil { missing.append((input, channel)) }
            channel += shape(of: input).channels
        }
        guard !missing.isEmpty else { return lowering.place(value, at: place) }
        let inputs = missing.map { lowering.placement(of: $0.0, as: .interleaved) }
        let channels = missing.map(\.1)
        add(value, inputs, at: place, isConstant: false) { ChannelCopyLayer(context: $0, channels: channels) }
    }

    private mutating func add(
        _ value: Graph.Value,
        _ inputs: [Placement],
        at target: Placement,
        isConstant: Bool,
        _ make: @escaping (LayerContext) -> any Layer
    ) {
        let node = graph.nodes[value - 1]
        lowering.add(
            Draft(
                description: StepDescription(
                    name: node.name,
                    operation: node.operation.name,
                    inputShape: graph.shape(of: node.inputs[0]),
                    outputShape: node.shape,
                    multiplyAdds: graph.multiplyAdds(of: node)
                ),
                inputs: inputs,
                outputs: [target],
                isConstant: isConstant,
                make: make
            )
        )
        lowering.place(value, at: target, isConstant: isConstant)
    }

    /// Where a value is to be written: in memory of its own, or among the channels of a concatenation.
    mutating func target(
        of value: Graph.Value,
        _ channelOrder: ChannelOrder,
        bytes: Quantization? = nil
    ) -> Placement {
        guard let (whole, channel) = joined[value] else {
            return lowering.newPlacement(graph.shape(of: value), channelOrder, bytes: bytes)
        }
        let place = joinedPlacement(whole)
        return Placement(
            storage: place.storage,
            offset: channel,
            stride: place.stride,
            channelOrder: .interleaved,
            shape: graph.shape(of: value)
        )
    }

    /// The memory of a concatenation, which exists from its first part on.
    private mutating func joinedPlacement(_ whole: Graph.Value) -> Placement {
        if let place = wholes[whole] { return place }
        let place = lowering.newPlacement(graph.shape(of: whole), .interleaved)
        wholes[whole] = place
        return place
    }
}
