import Kernels

/// Rewrites a graph so that the same result takes fewer steps.
///
/// Batch norm becomes a scale; a scale is folded into the convolution or scale before it; a sum of two values becomes
/// part of the convolution that computes the later one, which gets the other as its second input; an activation becomes
/// part of the convolution before it, a ReLU of the scale or sum, too, and a scale before a convolution a part of its
/// weights. A node is merged only if nobody else reads what it wrote.
struct Optimizer {
    private var graph: Graph

    /// Returns the optimized form of a graph; outputs keep their names and values.
    static func optimized(_ graph: Graph) -> Graph {
        var optimizer = Optimizer(graph: graph.withoutUnusedNodes())
        optimizer.mergeChains()
        return optimizer.graph
    }

    /// Walks the nodes once; each is either merged into the node before it or kept.
    private mutating func mergeChains() {
        let readers = graph.readers
        var kept: [Graph.Node] = []
        var renumbered = [0]
        // How many readers the value of each kept node has.
        var keptReaders: [Int] = []
        for (index, original) in graph.nodes.enumerated() {
            var node = original
            node.inputs = node.inputs.map { renumbered[$0] }
            if case .batchNorm(let norm) = node.operation { node.operation = .scale(norm.scale) }
            if let (later, other) = Self.residual(node, kept, keptReaders) {
                kept[later - 1].inputs.append(other)
                if case .eltwise(let sum) = node.operation, sum.relu {
                    kept[later - 1].operation =
                        Self.merged(kept[later - 1].operation, .relu) ?? node.operation
                }
                keptReaders[later - 1] = readers[index + 1]
                renumbered.append(later)
            } else if node.inputs.count == 1, node.inputs[0] > 0, keptReaders[node.inputs[0] - 1] == 1,
                kept[node.inputs[0] - 1].inputs.count == 1 || node.operation.isActivation,
                let merged = Self.merged(kept[node.inputs[0] - 1].operation, node.operation)
            {
                kept[node.inputs[0] - 1].operation = merged
                if case .convolution = node.operation {
                    kept[node.inputs[0] - 1].name = node.name
                    kept[node.inputs[0] - 1].shape = node.shape
                }
                keptReaders[node.inputs[0] - 1] = readers[index + 1]
                renumbered.append(node.inputs[0])
            } else {
                kept.append(node)
                keptReaders.append(readers[index + 1])
                renumbered.append(kept.count)
            }
        }
        graph = Graph(
            inputShape: graph.inputShape,
            nodes: kept,
            outputs: graph.outputs.mapValues { renumbered[$0] }
        )
    }

    /// For a sum of two values, the later one, if a convolution can add the other to it.
    private static func residual(_ node: Graph.Node, _ kept: [Graph.Node], _ readers: [Int])
        -> (later: Graph.Value, other: Graph.Value)?
    {
        guard case .eltwise(let sum) = node.operation, sum.kind == .sum(coefficients: [1, 1]),
            node.inputs.count == 2
        else { return nil }
        let later = max(node.inputs[0], node.inputs[1])
        let other = min(node.inputs[0], node.inputs[1])
        guard later > other, readers[later - 1] == 1, kept[later - 1].inputs.count == 1,
            case .convolution(let convolution) = kept[later - 1].operation, convolution.groups == 1,
            convolution.activation == .none
        else { return nil }
        return (later, other)
    }

    /// Returns one operation that does both, nil where that is not possible.
    private static func merged(_ first: Operation, _ second: Operation) -> Operation? {
        switch (first, second) {
        case (.convolution(let convolution), .scale(let scale)) where convolution.activation == .none:
            return .convolution(Self.scaled(convolution, by: scale))
        case (.scale(let scale), .scale(let next)) where !scale.relu:
            return .scale(
                Scale(
                    scale: zip(scale.scale, next.scale).map { $0 * $1 },
                    shift: scale.shift.indices.map { scale.shift[$0] * next.scale[$0] + next.shift[$0] },
                    relu: next.relu
                )
            )
        case (.scale(let scale), .convolution(let convolution))
        where !scale.relu && convolution.groups == 1:
            return Self.reading(scale, convolution).map(Operation.convolution)
        case (.convolution(var convolution), .activate(let next)):
            guard let both = convolution.activation.followed(by: next.activation) else { return nil }
            convolution.activation = both
            return .convolution(convolution)
        case (.scale(var scale), .relu):
            scale.relu = true
            return .scale(scale)
        case (.eltwise(var eltwise), .relu):
            guard case .sum(let coefficients) = eltwise.kind, coefficients.count == 2 else { return nil }
            eltwise.relu = true
            return .eltwise(eltwise)
        case (.activate(let first), .activate(let next)):
            return first.activation.followed(by: next.activation).map { .activate(Activate($0)) }
        default: return nil
        }
    }

    /// Returns the convolution that does what another and then a scale do.
    private static func scaled(_ convolution: Convolution, by scale: Scale) -> Convolution {
        var folded = convolution
        let perOutput = convolution.weights.count / convolution.outputs
        for index in folded.weights.indices { folded.weights[index] *= scale.scale[index / perOutput] }
        folded.bias = zip(convolution.biases, zip(scale.scale, scale.shift)).map { $0 * $1.0 + $1.1 }
        folded.activation = scale.relu ? .relu : .none
        return folded
    }

    /// Returns the convolution that does to `x` what another does to `x * scale + shift`.
    ///
    /// Outside the picture there are zeros after the scale, so that `-shift / scale` stands there before it.
    private static func reading(_ scale: Scale, _ convolution: Convolution) -> Convolution? {
        guard convolution.window.outside.isEmpty else { return nil }
        var folded = convolution
        if convolution.window.isPadded {
            folded.window.outside = zip(scale.scale, scale.shift).map { -$1 / $0 }
            guard folded.window.outside.allSatisfy(\.isFinite) else { return nil }
        }
        let taps = convolution.window.kernel.height * convolution.window.kernel.width
        let channels = scale.scale.count
        var sums = convolution.biases.map(Double.init)
        for index in convolution.weights.indices {
            let channel = index / taps % channels
            folded.weights[index] *= scale.scale[channel]
            sums[index / (taps * channels)] +=
                Double(convolution.weights[index]) * Double(scale.shift[channel])
        }
        folded.bias = sums.map(Float.init)
        return folded
    }
}
