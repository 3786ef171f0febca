import Kernels

/// Turns an optimised graph into layers that know where their values are.
struct Planner {
    private let graph: Graph
    private let crew: Crew
    private let kernels: KernelSet
    /// The value whose memory each value uses: itself, or for a reshape what it reshapes.
    private var root: [Int]
    /// Whether a value depends on shapes only, so that it is computed once.
    private var isConstant: [Bool]

    init(_ graph: Graph, workers: Workers, kernels: KernelSet) {
        self.graph = graph
        crew = Crew(workers)
        self.kernels = kernels
        root = [0]
        isConstant = [false]
        for (index, node) in graph.nodes.enumerated() {
            switch node.operation {
            case .flatten, .reshape: root.append(root[node.inputs[0]])
            default: root.append(index + 1)
            }
            if case .priorBox = node.operation {
                isConstant.append(true)
            } else {
                isConstant.append(node.inputs.allSatisfy { isConstant[$0] })
            }
        }
    }

    /// Makes the plan, and computes what never changes.
    ///
    /// - Returns: the plan.
    /// - Throws: `InferenceError.tooLarge`.
    func plan() throws(InferenceError) -> Plan {
        let arena = Arena(lifetimes())
        guard arena.count <= Shape.maximumCount else { throw .tooLarge(count: arena.count) }
        let memory = AlignedBuffer(count: arena.count)
        let blobs = (0...graph.nodes.count).map { value in
            unsafe Blob(shape: graph.shape(of: value), pointer: memory.pointer + arena.offsets[root[value]])
        }
        let scratch = Scratch()
        var steps: [Plan.Step] = []
        var constants: [any Layer] = []
        for (index, node) in graph.nodes.enumerated() where root[index + 1] == index + 1 {
            let context = LayerContext(
                inputs: node.inputs.map { blobs[$0] },
                output: blobs[index + 1],
                crew: crew,
                kernels: kernels,
                scratch: scratch
            )
            let layer = layer(for: node, context)
            if isConstant[index + 1] {
                constants.append(layer)
            } else {
                steps.append(
                    Plan.Step(
                        name: node.name,
                        operation: node.operation.name,
                        inputShape: graph.shape(of: node.inputs[0]),
                        outputShape: node.shape,
                        multiplyAdds: graph.multiplyAdds(of: node),
                        layer: layer
                    )
                )
            }
        }
        scratch.allocate(for: crew)
        for layer in constants { layer.run() }
        return Plan(
            memory: memory,
            crew: crew,
            input: blobs[0],
            outputs: graph.outputs.mapValues { blobs[$0] },
            steps: steps
        )
    }

    /// When each value is needed.
    ///
    /// Constants and outputs live for ever, and so does the input, which is filled before the first step.
    private func lifetimes() -> [Arena.Lifetime] {
        let end = graph.nodes.count + 1
        var lives = (0...graph.nodes.count).map { value in
            Arena.Lifetime(
                first: value,
                last: value,
                count: root[value] == value ? graph.shape(of: value).count : 0
            )
        }
        for (index, node) in graph.nodes.enumerated() {
            for input in node.inputs { lives[root[input]].last = max(lives[root[input]].last, index + 1) }
        }
        for value in lives.indices where isConstant[value] {
            lives[root[value]] = forever(lives[root[value]], end)
        }
        for value in graph.outputs.values { lives[root[value]].last = end }
        return lives
    }

    private func forever(_ life: Arena.Lifetime, _ end: Int) -> Arena.Lifetime {
        Arena.Lifetime(first: 0, last: end, count: life.count)
    }

    private func layer(for node: Graph.Node, _ context: LayerContext) -> any Layer {
        switch node.operation {
        case .convolution(let parameters, _, let weights, let bias, let relu):
            Convolution(
                context,
                window: window(parameters, context, node),
                weights: weights,
                bias: bias,
                relu: relu
            )
        case .scale(let scale, let shift, let relu):
            ChannelScale(context: context, scale: scale, shift: shift, relu: relu)
        case .relu: ReLU(context: context)
        case .pool(let kind, let parameters):
            PoolLayer(context: context, kind: kind, window: window(parameters, context, node))
        case .localResponseNorm(let size, let alpha, let beta, let k):
            LocalResponseNorm(context: context, size: size, alpha: alpha, beta: beta, k: k)
        case .eltwise(let kind, let relu): EltwiseLayer(context: context, kind: kind, relu: relu)
        case .concat(let axis): ConcatLayer(context: context, axis: axis)
        case .depthConcat: DepthConcatLayer(context: context)
        case .channelNormalize(let scale, let epsilon):
            ChannelNormalize(context: context, scale: AlignedBuffer(scale), epsilon: epsilon)
        case .permute(let order): Permute(context, order: order)
        case .softmax(let axis): Softmax(context: context, axis: axis)
        case .priorBox(let boxes): PriorBoxLayer(context: context, boxes: boxes)
        case .detectionOutput(let parameters): DetectionOutputLayer(context, parameters: parameters)
        case .linear(_, let weights, let bias):
            Linear(
                context: context,
                weights: AlignedBuffer(weights),
                bias: bias.isEmpty ? nil : AlignedBuffer(bias)
            )
        case .l2Normalize(let epsilon): L2Normalize(context: context, epsilon: epsilon)
        case .batchNorm, .flatten, .reshape:
            preconditionFailure(
                "'\(node.name)': \(node.operation.name) has no layer: it is folded away before"
            )
        }
    }

    private func window(_ parameters: WindowParameters, _ context: LayerContext, _ node: Graph.Node) -> Window
    {
        do {
            return try parameters.window(over: context.input.shape, node: node.name)
        } catch {
            preconditionFailure("a checked window no longer fits: \(error)")
        }
    }
}

/// The steps of a network and the memory that they work in.
struct Plan {
    struct Step {
        let name: String
        let operation: String
        let inputShape: Shape
        let outputShape: Shape
        let multiplyAdds: Int
        let layer: any Layer
    }

    let memory: AlignedBuffer
    let crew: Crew
    let input: Blob
    let outputs: [String: Blob]
    let steps: [Step]
}
