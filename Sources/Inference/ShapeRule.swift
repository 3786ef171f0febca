import Kernels

/// Checks one node's parameters against its inputs, and finds the shape of its output.
///
/// What comes out is safe to plan and to run: layers trust it.
struct ShapeRule {
    private let operation: Operation
    private let inputs: [Shape]
    private let input: Shape
    private let node: String

    /// Returns the shape of the output.
    ///
    /// - Parameters:
    ///   - operation: what the node computes.
    ///   - inputs: the shapes that it reads.
    ///   - node: its name, for errors.
    /// - Returns: the shape of what it writes.
    /// - Throws: `InferenceError.badShape`.
    static func output(of operation: Operation, reading inputs: [Shape], node: String) throws(InferenceError)
        -> Shape
    {
        guard let input = inputs.first else {
            throw .badShape(node: node, input: [], problem: "no input")
        }
        return try ShapeRule(operation: operation, inputs: inputs, input: input, node: node).output()
    }

    private func output() throws(InferenceError) -> Shape {
        try check(
            inputs.count == expectedInputs || expectedInputs == nil,
            "\(inputs.count) inputs for \(operation.name)"
        )
        switch operation {
        case .convolution, .pool: return try windowed()
        case .eltwise, .concat, .depthConcat: return try joined()
        case .permute, .flatten, .reshape: return try rearranged()
        case .priorBox, .detectionOutput: return try detection()
        case .linear(let outputs, let weights, let bias):
            let expected = try shape([max(outputs, 0), input.count])
            try check(weights.count == expected.count, "\(weights.count) weights for \(expected)")
            try check(bias.isEmpty || bias.count == outputs, "\(bias.count) biases for \(outputs) outputs")
            try check(
                input.count * Self.columns(outputs) <= Shape.maximumCount,
                "its weights need too much memory"
            )
            return try shape([1, outputs])
        case .batchNorm, .scale, .relu, .localResponseNorm, .channelNormalize, .softmax, .l2Normalize:
            try checkChannelwise()
            return input
        }
    }

    /// How many inputs the operation takes; nil where several are allowed.
    private var expectedInputs: Int? {
        switch operation {
        case .eltwise, .concat, .depthConcat: nil
        case .priorBox: 2
        case .detectionOutput: 3
        default: 1
        }
    }

    /// Outputs, filled up to whole groups of a product's columns.
    private static func columns(_ outputs: Int) -> Int {
        (outputs + Product.columnsOfGroup - 1) / Product.columnsOfGroup * Product.columnsOfGroup
    }

    private func check(_ holds: Bool, _ problem: @autoclosure () -> String) throws(InferenceError) {
        guard holds else { throw .badShape(node: node, input: inputs, problem: problem()) }
    }

    private func shape(_ extents: [Int]) throws(InferenceError) -> Shape {
        guard let shape = Shape(checking: extents) else {
            throw .badShape(node: node, input: inputs, problem: "the output would be \(extents)")
        }
        return shape
    }
}

extension ShapeRule {
    /// A window over planes: convolution and pooling.
    private func windowed() throws(InferenceError) -> Shape {
        switch operation {
        case .convolution(let parameters, let outputs, let weights, let bias, _):
            try check(input.rank == 4, "a convolution needs [1, channels, height, width]")
            let window = try parameters.window(over: input, node: node)
            let taps = parameters.kernel.height * parameters.kernel.width
            let expected = try shape([max(outputs, 0), input.channels, taps])
            try check(
                weights.count == expected.count,
                "\(weights.count) weights, \(expected.count) are needed for [\(outputs), \(input.channels), "
                    + "\(parameters.kernel.height), \(parameters.kernel.width)]"
            )
            try check(bias.isEmpty || bias.count == outputs, "\(bias.count) biases for \(outputs) outputs")
            try check(taps <= Patches.mostTaps, "a window has at most \(Patches.mostTaps) taps")
            try check(
                input.channels * taps * Self.columns(outputs) <= Shape.maximumCount,
                "its weights need too much memory"
            )
            // What a copy with a border of its own would take.
            let bordered =
                (input.spatial.height + 2 * parameters.padding.height)
                * (input.spatial.width + 2 * parameters.padding.width)
            try check(bordered * input.channels <= Shape.maximumCount, "its border needs too much memory")
            return try shape([1, outputs, window.output.height, window.output.width])
        case .pool(_, let parameters):
            try check(input.rank == 4, "a pooling needs [1, channels, height, width]")
            let window = try parameters.window(over: input, node: node)
            try check(
                parameters.padding.height < parameters.kernel.height
                    && parameters.padding.width < parameters.kernel.width
                    && parameters.dilation == Extent(1),
                "padding must be smaller than the window, and windows undilated"
            )
            return try shape([1, input.channels, window.output.height, window.output.width])
        default: preconditionFailure("\(operation.name) is no such operation")
        }
    }
}

extension ShapeRule {
    /// What leaves the shape as it is, with a parameter for each channel or none.
    private func checkChannelwise() throws(InferenceError) {
        switch operation {
        case .batchNorm(let mean, let variance, _):
            try check(
                mean.count == input.channels && variance.count == input.channels,
                "\(mean.count) means and \(variance.count) variances for \(input.channels) channels"
            )
        case .scale(let scale, let shift, _):
            try check(
                scale.count == input.channels && shift.count == input.channels,
                "\(scale.count) scales and \(shift.count) shifts for \(input.channels) channels"
            )
        case .localResponseNorm(let size, let alpha, let beta, let k):
            try check(size >= 1 && size <= 4096, "a window of \(size) channels")
            try check(alpha.isFinite && beta.isFinite && k.isFinite, "parameters that are no numbers")
        case .channelNormalize(let scale, let epsilon):
            try check(scale.count == input.channels, "\(scale.count) scales for \(input.channels) channels")
            try check(epsilon >= 0, "epsilon \(epsilon)")
        case .softmax(let axis):
            try check(axis >= 1 && axis < input.rank, "axis \(axis)")

        default: break
        }
    }
}

extension ShapeRule {
    /// Several values become one.
    private func joined() throws(InferenceError) -> Shape {
        switch operation {
        case .eltwise(let kind, _):
            try check(inputs.count >= 2 && inputs.allSatisfy { $0 == input }, "the inputs differ in shape")
            if case .sum(let coefficients) = kind {
                try check(coefficients.count == inputs.count, "\(coefficients.count) coefficients")
            }
            return input
        case .concat(let axis):
            try check(axis >= 1 && axis < input.rank, "axis \(axis)")
            for other in inputs {
                let fits =
                    other.rank == input.rank
                    && (0..<input.rank).allSatisfy { i in
                        i == axis || other.extents[i] == input.extents[i]
                    }
                try check(fits, "the inputs differ beside axis \(axis)")
            }
            var extents = input.extents
            extents[axis] = inputs.reduce(0) { $0 + $1.extents[axis] }
            return try shape(extents)
        case .depthConcat:
            try check(inputs.allSatisfy { $0.rank == 4 }, "all inputs must be [1, channels, height, width]")
            return try shape([
                1, inputs.reduce(0) { $0 + $1.channels },
                inputs.reduce(0) { max($0, $1.spatial.height) },
                inputs.reduce(0) { max($0, $1.spatial.width) },
            ])
        default: preconditionFailure("\(operation.name) is no such operation")
        }
    }
}

extension ShapeRule {
    /// The same numbers in another order or shape.
    private func rearranged() throws(InferenceError) -> Shape {
        switch operation {
        case .permute(let order):
            try check(input.rank <= 4, "more than four axes")
            try check(order.sorted() == Array(0..<input.rank) && order[0] == 0, "order \(order)")
            return try shape(order.map { input.extents[$0] })
        case .flatten(let axis):
            try check(axis >= 1 && axis < input.rank, "axis \(axis)")
            return try shape(Array(input.extents[..<axis]) + [input.extents[axis...].reduce(1, *)])
        case .reshape(let wanted):
            try check(!wanted.isEmpty && wanted.count <= 8, "\(wanted.count) extents")
            var extents = wanted
            for i in extents.indices where extents[i] == 0 {
                try check(i < input.rank, "extent \(i) is to be copied, but there is none")
                extents[i] = input.extents[i]
            }
            let free = extents.indices.filter { extents[$0] == -1 }
            try check(free.count <= 1, "more than one extent of -1")
            if let free = free.first {
                let others = try shape(extents.enumerated().filter { $0.offset != free }.map(\.element) + [1])
                try check(input.count % others.count == 0, "\(input.count) numbers do not fill \(wanted)")
                extents[free] = input.count / others.count
            }
            let result = try shape(extents)
            try check(result.count == input.count, "\(input.count) numbers do not fill \(wanted)")
            try check(result.extents[0] == 1, "a batch of more than one: \(result)")
            return result
        default: preconditionFailure("\(operation.name) is no such operation")
        }
    }
}

extension ShapeRule {
    /// The layers of an SSD.
    private func detection() throws(InferenceError) -> Shape {
        switch operation {
        case .priorBox(let boxes):
            try check(inputs.allSatisfy { $0.rank == 4 }, "both inputs must be [1, channels, height, width]")
            try check(!boxes.minimumSizes.isEmpty && boxes.minimumSizes.count <= 64, "no sizes, or too many")
            try check(
                boxes.maximumSizes.isEmpty || boxes.maximumSizes.count == boxes.minimumSizes.count,
                "\(boxes.maximumSizes.count) maximum sizes for \(boxes.minimumSizes.count) minimum sizes"
            )
            try check(boxes.aspectRatios.count <= 64, "\(boxes.aspectRatios.count) aspect ratios")
            try check(boxes.variances.count == 4, "\(boxes.variances.count) variances, 4 are needed")
            try check(boxes.step >= 0 && boxes.step.isFinite && boxes.offset.isFinite, "step or offset")
            return try shape([1, 2, input.plane * boxes.sizes.count * 4])
        case .detectionOutput(let parameters):
            try check(parameters.classes >= 2 && parameters.classes <= 4096, "\(parameters.classes) classes")
            try check((0..<parameters.classes).contains(parameters.background), "background class")
            try check(
                parameters.keepTopK >= 1 && parameters.keepTopK <= 65536,
                "keep_top_k \(parameters.keepTopK)"
            )
            try check(parameters.topK >= 1, "top_k \(parameters.topK)")
            try check(
                parameters.confidenceThreshold >= 0,
                "confidence threshold \(parameters.confidenceThreshold)"
            )
            let priors = input.count / 4
            try check(
                input.count == priors * 4 && inputs[1].count == priors * parameters.classes
                    && inputs[2].count == priors * 8,
                "\(inputs[0].count) locations, \(inputs[1].count) confidences and \(inputs[2].count) prior numbers "
                    + "do not belong together"
            )
            return try shape([1, 1, parameters.keepTopK, 7])
        default: preconditionFailure("\(operation.name) is no such operation")
        }
    }
}
