import Kernels

/// Turns an optimised graph into layers that know where their values are.
struct Planner {
    private let graph: Graph
    private let options: PlanOptions
    private var lowering: Lowering
    /// Values that are written where their channels stand in a concatenation, and the first such channel.
    private let joined: [Graph.Value: (whole: Graph.Value, channel: Int)]
    /// The memory of concatenations of which a part has been planned.
    private var wholes: [Graph.Value: Placement] = [:]
    /// Convolutions that an earlier step has computed.
    private var isDone: [Bool]

    init(_ graph: Graph, _ options: PlanOptions) {
        self.graph = graph
        self.options = options
        lowering = Lowering(input: graph.inputShape)
        joined = Self.joinedValues(of: graph)
        isDone = [Bool](repeating: false, count: graph.nodes.count)
    }

    /// Makes the plan, and computes what never changes.
    ///
    /// - Returns: the plan.
    /// - Throws: `InferenceError.tooLarge`.
    consuming func plan() throws(InferenceError) -> Plan {
        for index in graph.nodes.indices where !isDone[index] { lower(index) }
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
                layout: placement.layout,
                stride: placement.stride,
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
                steps.append(Plan.Step(draft, layer, reads: context.input))
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
        for (index, node) in graph.nodes.enumerated() where joinsChannels(node) {
            var channel = 0
            for input in node.inputs {
                let shape = graph.shape(of: input)
                if input > 0, readers[input] == 1, shape.spatial == node.shape.spatial {
                    switch graph.nodes[input - 1].operation {
                    case .convolution, .pool: joined[input] = (index + 1, channel)
                    default: break
                    }
                }
                channel += shape.channels
            }
        }
        return joined
    }

    /// Whether a node joins pictures along their channels.
    private static func joinsChannels(_ node: Graph.Node) -> Bool {
        switch node.operation {
        case .depthConcat: true
        case .concat(let axis): axis == 1 && node.shape.rank == 4
        default: false
        }
    }
}

extension Planner {
    private mutating func lower(_ index: Int) {
        let node = graph.nodes[index]
        let value = index + 1
        switch node.operation {
        case .convolution: lowerConvolutions(from: index)
        case .flatten, .reshape:
            let input = lowering.placement(of: node.inputs[0], as: .planar)
            place(value, as: input, isConstant: lowering.isConstant(node.inputs[0]))
        case .permute(let order):
            let input = lowering.placement(of: node.inputs[0])
            if order == [0, 2, 3, 1], input.layout == .interleaved {
                // A picture's pixels already stand in that order.
                place(value, as: input, isConstant: lowering.isConstant(node.inputs[0]))
            } else {
                add(value, .planar) { Permute($0, order: order) }
            }
        case .concat, .depthConcat:
            if Self.joinsChannels(node) { lowerJoin(value) } else { lowerPlain(value) }
        default: lowerPlain(value)
        }
    }

    /// Gives a value the memory of another, as it stands, as a planar value of its own shape.
    private mutating func place(_ value: Graph.Value, as other: Placement, isConstant: Bool) {
        let shape = graph.shape(of: value)
        lowering.place(
            value,
            at: Placement(
                storage: other.storage,
                offset: other.offset,
                stride: shape.channels,
                layout: .planar,
                shape: shape
            ),
            isConstant: isConstant
        )
    }

    /// Adds a step that computes one value from its inputs, all in one order.
    private mutating func add(
        _ value: Graph.Value,
        _ layout: Layout,
        make: @escaping (LayerContext) -> any Layer
    ) {
        let node = graph.nodes[value - 1]
        let inputs = node.inputs.map { lowering.placement(of: $0, as: layout) }
        let isConstant = node.inputs.allSatisfy { lowering.isConstant($0) }
        add(value, inputs, at: target(of: value, layout), isConstant, make)
    }

    private mutating func add(
        _ value: Graph.Value,
        _ inputs: [Placement],
        at target: Placement,
        _ isConstant: Bool,
        _ make: @escaping (LayerContext) -> any Layer
    ) {
        let node = graph.nodes[value - 1]
        lowering.add(
            Draft(
                name: node.name,
                operation: node.operation.name,
                inputShape: graph.shape(of: node.inputs[0]),
                outputShape: node.shape,
                multiplyAdds: graph.multiplyAdds(of: node),
                inputs: inputs,
                outputs: [target],
                isConstant: isConstant,
                convolutions: nil,
                make: make
            )
        )
        lowering.place(value, at: target, isConstant: isConstant)
    }

    /// Where a value is to be written: in memory of its own, or among the channels of a concatenation.
    private mutating func target(of value: Graph.Value, _ layout: Layout) -> Placement {
        guard let (whole, channel) = joined[value] else {
            return lowering.newPlacement(graph.shape(of: value), layout)
        }
        let place = joinedPlacement(whole)
        return Placement(
            storage: place.storage,
            offset: channel,
            stride: place.stride,
            layout: .interleaved,
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

    private mutating func lowerJoin(_ value: Graph.Value) {
        let node = graph.nodes[value - 1]
        let place = joinedPlacement(value)
        var channel = 0
        var missing: [(Graph.Value, Int)] = []
        for input in node.inputs {
            if joined[input] == nil { missing.append((input, channel)) }
            channel += graph.shape(of: input).channels
        }
        guard !missing.isEmpty else { return lowering.place(value, at: place) }
        let inputs = missing.map { lowering.placement(of: $0.0, as: .interleaved) }
        let channels = missing.map(\.1)
        add(value, inputs, at: place, false) { ChannelCopy(context: $0, channels: channels) }
    }

    private mutating func lowerPlain(_ value: Graph.Value) {
        let node = graph.nodes[value - 1]
        let input = lowering.placement(of: node.inputs[0])
        switch node.operation {
        case .scale(let scale, let shift, let relu):
            add(value, .interleaved) {
                ChannelScale($0, scale: scale, shift: shift, relu: relu)
            }
        case .relu: add(value, input.layout) { ReLU($0) }
        case .pool(let kind, let parameters):
            let window = window(parameters, node)
            add(value, .interleaved) { PoolLayer($0, kind: kind, window: window) }
        case .localResponseNorm(let size, let alpha, let beta, let k):
            add(value, .interleaved) {
                LocalResponseNorm($0, size: size, alpha: alpha, beta: beta, k: k)
            }
        case .eltwise(let kind, let relu):
            add(value, input.layout) { EltwiseLayer($0, kind: kind, relu: relu) }
        case .concat(let axis): add(value, .planar) { ConcatLayer(context: $0, axis: axis) }
        case .channelNormalize(let scale, let epsilon):
            add(value, .interleaved) {
                ChannelNormalize($0, scale: AlignedBuffer(scale), epsilon: epsilon)
            }
        case .softmax(let axis): add(value, .planar) { Softmax($0, axis: axis) }
        case .priorBox(let boxes):
            // Only the shapes of its inputs matter, so that it may run before they are computed.
            let inputs = node.inputs.map { lowering.placement(of: $0) }
            let target = lowering.newPlacement(node.shape, .planar)
            add(value, inputs, at: target, true) { PriorBoxLayer(context: $0, boxes: boxes) }
        case .detectionOutput(let parameters):
            add(value, .planar) { DetectionOutputLayer($0, parameters: parameters) }
        case .linear(_, let weights, let bias):
            add(value, .planar) { Linear($0, weights: weights, bias: bias) }
        case .l2Normalize(let epsilon):
            add(value, .planar) { L2Normalize(context: $0, epsilon: epsilon) }
        case .convolution, .permute, .flatten, .reshape, .depthConcat, .batchNorm:
            preconditionFailure("'\(node.name)': \(node.operation.name) is no plain layer")
        }
    }

    private func window(_ parameters: WindowParameters, _ node: Graph.Node) -> Window {
        do {
            return try parameters.window(over: graph.shape(of: node.inputs[0]), node: node.name)
        } catch {
            preconditionFailure("a checked window no longer fits: \(error)")
        }
    }
}

extension Planner {
    /// Adds a step for a convolution, and for all later ones that slide the same window over the same value.
    private mutating func lowerConvolutions(from first: Int) {
        let node = graph.nodes[first]
        guard case .convolution(let parameters, _, _, _, _) = node.operation else { return }
        var indices = [first]
        if node.inputs.count == 1 {
            for index in graph.nodes.indices[(first + 1)...] where !isDone[index] {
                if case .convolution(parameters, _, _, _, _) = graph.nodes[index].operation,
                    graph.nodes[index].inputs == node.inputs
                {
                    indices.append(index)
                }
            }
        }
        let parts = indices.compactMap { part(graph.nodes[$0]) }
        let columns = ConvolutionColumns(parts)
        let window = window(parameters, node)
        let names = indices.map { graph.nodes[$0].name }
        let size = ConvolutionSize(
            window: window,
            outside: parameters.outside,
            columns: columns.groups * Product.columnsOfGroup
        )
        let algorithm = options.algorithm(for: size, layers: names)
        let quantization = options.quantization(of: names) ?? Quantization(covering: 0...1)
        let inputs = node.inputs.map { lowering.placement(of: $0, as: .interleaved) }
        let targets = indices.map { target(of: $0 + 1, .interleaved) }
        lowering.add(
            Draft(
                name: names.joined(separator: " + "),
                operation: node.operation.name,
                inputShape: graph.shape(of: node.inputs[0]),
                outputShape: Shape(
                    1,
                    parts.reduce(0) { $0 + $1.outputs },
                    window.output.height,
                    window.output.width
                ),
                multiplyAdds: indices.reduce(0) { $0 + graph.multiplyAdds(of: graph.nodes[$1]) },
                inputs: inputs,
                outputs: targets,
                isConstant: false,
                convolutions: Convolutions(names: names, size: size, algorithm: algorithm),
                make: { context in
                    switch algorithm {
                    case .direct(let number):
                        DirectConvolution(
                            context,
                            size: size,
                            columns: columns,
                            number: number,
                            quantization: quantization
                        )
                    case .winograd(let tile, let number):
                        WinogradLayer(context, window: window, columns: columns, number: number, tile: tile)
                    }
                }
            )
        )
        for (index, target) in zip(indices, targets) {
            lowering.place(index + 1, at: target)
            isDone[index] = true
        }
    }

    private func part(_ node: Graph.Node) -> ConvolutionPart? {
        guard case .convolution(_, let outputs, let weights, let bias, let relu) = node.operation else {
            return nil
        }
        return ConvolutionPart(
            weights: weights,
            bias: bias,
            outputs: outputs,
            relu: relu,
            addsResidual: node.inputs.count > 1
        )
    }
}
