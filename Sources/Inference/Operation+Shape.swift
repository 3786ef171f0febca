import Kernels

extension Operation {
    /// Checks the parameters against the inputs, and returns the shape of the output.
    ///
    /// - Throws: `InferenceError.badShape`.
    func outputShape(for inputs: [Shape], node: String) throws(InferenceError) -> Shape {
        func check(_ holds: Bool, _ problem: @autoclosure () -> String) throws(InferenceError) {
            guard holds else { throw InferenceError.badShape(node: node, input: inputs, problem: problem()) }
        }
        func shape(_ extents: [Int]) throws(InferenceError) -> Shape {
            guard let shape = Shape(checking: extents) else {
                throw InferenceError.badShape(
                    node: node,
                    input: inputs,
                    problem: "the output would be \(extents)"
                )
            }
            return shape
        }
        try check(
            inputs.count == expectedInputs || expectedInputs == nil,
            "\(inputs.count) inputs for \(name)"
        )
        guard let input = inputs.first else {
            throw InferenceError.badShape(node: node, input: [], problem: "no input")
        }

        switch self {
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
            // What im2col will need at the least.
            let positions = min(64, window.output.height * window.output.width)
            try check(input.channels * taps * positions <= Shape.maximumCount, "it needs too much memory")
            return try shape([1, outputs, window.output.height, window.output.width])
        case .batchNorm(let mean, let variance, _):
            try check(
                mean.count == input.channels && variance.count == input.channels,
                "\(mean.count) means and \(variance.count) variances for \(input.channels) channels"
            )
            return input
        case .scale(let scale, let shift, _):
            try check(
                scale.count == input.channels && shift.count == input.channels,
                "\(scale.count) scales and \(shift.count) shifts for \(input.channels) channels"
            )
            return input
        case .relu, .l2Normalize: return input
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
        case .localResponseNorm(let size, let alpha, let beta, let k):
            try check(size >= 1 && size <= 4096, "a window of \(size) channels")
            try check(alpha.isFinite && beta.isFinite && k.isFinite, "parameters that are no numbers")
            return input
        case .channelNormalize(let scale, let epsilon):
            try check(scale.count == input.channels, "\(scale.count) scales for \(input.channels) channels")
            try check(epsilon >= 0, "epsilon \(epsilon)")
            return input
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
        case .permute(let order):
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
            return result
        case .softmax(let axis):
            try check(axis >= 1 && axis < input.rank, "axis \(axis)")
            return input
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
        case .linear(let outputs, let weights, let bias):
            let expected = try shape([max(outputs, 0), input.count])
            try check(weights.count == expected.count, "\(weights.count) weights for \(expected)")
            try check(bias.isEmpty || bias.count == outputs, "\(bias.count) biases for \(outputs) outputs")
            return try shape([1, outputs])
        }
    }

    /// How many inputs the operation takes; nil where several are allowed.
    private var expectedInputs: Int? {
        switch self {
        case .eltwise, .concat, .depthConcat: nil
        case .priorBox: 2
        case .detectionOutput: 3
        default: 1
        }
    }
}

extension WindowParameters {
    /// The largest kernel, stride, padding or dilation that is believed; real networks stay below 100.
    private static let limit = 1 << 15

    /// Fits the window to an input.
    ///
    /// - Throws: `InferenceError.badShape` where a parameter is out of range or no window fits.
    func window(over input: Shape, node: String) throws(InferenceError) -> Window {
        func fail(_ problem: String) -> InferenceError {
            .badShape(node: node, input: [input], problem: problem)
        }
        let positive = [kernel, stride, dilation].allSatisfy {
            (1...Self.limit).contains($0.height) && (1...Self.limit).contains($0.width)
        }
        guard positive, (0...Self.limit).contains(padding.height), (0...Self.limit).contains(padding.width)
        else {
            throw fail(
                "kernel \(kernel), stride \(stride), padding \(padding) or dilation \(dilation) is out of range"
            )
        }
        guard
            let height = outputs(
                input.spatial.height,
                kernel.height,
                stride.height,
                padding.height,
                dilation.height
            ),
            let width = outputs(
                input.spatial.width,
                kernel.width,
                stride.width,
                padding.width,
                dilation.width
            )
        else { throw fail("a window of \(kernel.height)x\(kernel.width) does not fit") }
        return Window(
            channels: input.channels,
            input: input.spatial,
            kernel: kernel,
            stride: stride,
            padding: padding,
            dilation: dilation,
            output: Extent(height: height, width: width)
        )
    }

    private func outputs(_ n: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int? {
        let room = n + 2 * padding - (dilation * (kernel - 1) + 1)
        guard room >= 0 else { return nil }
        guard rounding == .ceil else { return room / stride + 1 }
        let count = (room + stride - 1) / stride + 1
        // Caffe and Torch both drop a last window that would begin in the padding.
        return padding > 0 && (count - 1) * stride >= n + padding ? count - 1 : count
    }
}
