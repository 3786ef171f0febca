import Kernels

/// Rewrites a graph so that the same result takes fewer steps.
///
/// Batch norm becomes a scale; a scale is folded into the convolution or scale before it; a sum of two values becomes
/// part of the convolution that computes the later one, which gets the other as its second input; a ReLU becomes part
/// of the convolution, scale or sum before it, and a scale before a convolution a part of its weights. A node is merged
/// only if nobody else reads what it wrote.
struct Optimizer {
    private var graph: Graph

    /// Returns the optimised form of a graph; outputs keep their names and values.
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
            if case .batchNorm(let mean, let variance, let epsilon) = node.operation {
                node.operation = Self.scale(mean: mean, variance: variance, epsilon: epsilon)
            }
            if let (later, other) = Self.residual(node, kept, keptReaders) {
                kept[later - 1].inputs.append(other)
                if case .eltwise(_, let relu) = node.operation, relu {
                    kept[later - 1].operation =
                        Self.merged(kept[later - 1].operation, .relu) ?? node.operation
                }
                keptReaders[later - 1] = readers[index + 1]
                renumbered.append(later)
            } else if node.inputs.count == 1, node.inputs[0] > 0, keptReaders[node.inputs[0] - 1] == 1,
                kept[node.inputs[0] - 1].inputs.count == 1 || node.operation.isReLU,
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
        guard case .eltwise(.sum(coefficients: [1, 1]), _) = node.operation, node.inputs.count == 2 else {
            return nil
        }
        let later = max(node.inputs[0], node.inputs[1])
        let other = min(node.inputs[0], node.inputs[1])
        guard later > other, readers[later - 1] == 1, kept[later - 1].inputs.count == 1,
            case .convolution(_, _, _, _, relu: false) = kept[later - 1].operation
        else { return nil }
        return (later, other)
    }

    private static func scale(mean: [Float], variance: [Float], epsilon: Float) -> Operation {
        let factor = variance.map { Float(1 / (Double($0) + Double(epsilon)).squareRoot()) }
        return .scale(scale: factor, shift: zip(mean, factor).map { -$0 * $1 })
    }

    /// Returns one operation that does both, nil where that is not possible.
    private static func merged(_ first: Operation, _ second: Operation) -> Operation? {
        switch (first, second) {
        case (
            .convolution(let window, let outputs, let weights, let bias, relu: false),
            .scale(let scale, let shift, let relu)
        ):
            let perOutput = weights.count / outputs
            var folded = weights
            for index in folded.indices { folded[index] *= scale[index / perOutput] }
            let bias = bias.isEmpty ? [Float](repeating: 0, count: outputs) : bias
            let foldedBias = (0..<outputs).map { bias[$0] * scale[$0] + shift[$0] }
            return .convolution(window, outputs: outputs, weights: folded, bias: foldedBias, relu: relu)
        case (.scale(let scale, let shift, relu: false), .scale(let nextScale, let nextShift, let relu)):
            return .scale(
                scale: zip(scale, nextScale).map { $0 * $1 },
                shift: shift.indices.map { shift[$0] * nextScale[$0] + nextShift[$0] },
                relu: relu
            )
        case (
            .scale(let scale, let shift, relu: false),
            .convolution(let window, let outputs, let weights, let bias, let relu)
        ):
            return scaled(window, outputs, weights, bias, relu, by: scale, shift)
        case (.convolution(let window, let outputs, let weights, let bias, _), .relu):
            return .convolution(window, outputs: outputs, weights: weights, bias: bias, relu: true)
        case (.scale(let scale, let shift, _), .relu): return .scale(scale: scale, shift: shift, relu: true)
        case (.eltwise(.sum(let coefficients), _), .relu) where coefficients.count == 2:
            return .eltwise(.sum(coefficients: coefficients), relu: true)
        case (.relu, .relu): return .relu
        default: return nil
        }
    }

    /// Returns the convolution that does to `x` what another does to `x * scale + shift`.
    ///
    /// Outside the picture there are zeros after the scale, so that `-shift / scale` stands there before it.
    private static func scaled(
        _ window: WindowParameters,
        _ outputs: Int,
        _ weights: [Float],
        _ bias: [Float],
        _ relu: Bool,
        by scale: [Float],
        _ shift: [Float]
    ) -> Operation? {
        guard window.outside.isEmpty else { return nil }
        var window = window
        if window.padding != Extent(0) {
            window.outside = zip(scale, shift).map { -$1 / $0 }
            guard window.outside.allSatisfy(\.isFinite) else { return nil }
        }
        let taps = window.kernel.height * window.kernel.width
        var folded = weights
        var sums = bias.isEmpty ? [Double](repeating: 0, count: outputs) : bias.map(Double.init)
        for index in weights.indices {
            let channel = index / taps % scale.count
            folded[index] *= scale[channel]
            sums[index / (taps * scale.count)] += Double(weights[index]) * Double(shift[channel])
        }
        return .convolution(window, outputs: outputs, weights: folded, bias: sums.map(Float.init), relu: relu)
    }
}
