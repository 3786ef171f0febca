import Kernels

/// Cross-correlation.
///
/// The optimizer may give it a second input, which is added before the ReLU.
public struct Convolution: LayerOperation {
    /// The windows.
    public var window: WindowParameters
    /// How many channels the output has.
    public var outputs: Int
    /// `[outputs][inputs][kernel.height][kernel.width]`.
    public var weights: [Float]
    /// `[outputs]`, or empty.
    public var bias: [Float]
    /// Whether what is below 0 becomes 0.
    public var relu: Bool

    /// Makes an operation.
    public init(
        _ window: WindowParameters,
        outputs: Int,
        weights: [Float],
        bias: [Float],
        relu: Bool = false
    ) {
        (self.window, self.outputs, self.weights, self.bias) = (window, outputs, weights, bias)
        self.relu = relu
    }

    var name: String { window.dilation == Extent(1) ? "conv" : "conv-dilated" }
    var leavesGaps: Bool { true }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let input = inputs.first
        try inputs.require(input.rank == 4, "a convolution needs [1, channels, height, width]")
        let output = try window.window(over: input, node: inputs.node).output
        let (kernel, padding) = (window.kernel, window.padding)
        let taps = kernel.height * kernel.width
        let expected = try inputs.shape([max(outputs, 0), input.channels, taps])
        try inputs.require(
            weights.count == expected.count,
            "\(weights.count) weights, \(expected.count) are needed for [\(outputs), \(input.channels), "
                + "\(kernel.height), \(kernel.width)]"
        )
        try inputs.require(
            bias.isEmpty || bias.count == outputs,
            "\(bias.count) biases for \(outputs) outputs"
        )
        try inputs.require(taps <= Patches.mostTaps, "a window has at most \(Patches.mostTaps) taps")
        try inputs.require(
            input.channels * taps * Product.columns(for: outputs) <= Shape.maximumCount,
            "its weights need too much memory"
        )
        // What a copy with a border of its own would take.
        let bordered =
            (input.spatial.height + 2 * padding.height) * (input.spatial.width + 2 * padding.width)
        try inputs.require(
            bordered * input.channels <= Shape.maximumCount,
            "its border needs too much memory"
        )
        return try inputs.shape([1, outputs, output.height, output.width])
    }

    func multiplyAdds(input: Shape, output: Shape) -> Int {
        outputs * output.plane * input.channels * window.kernel.height * window.kernel.width
    }

    /// Plans one step for this and for all later ones that slide the same window over the same value.
    func lower(_ value: Graph.Value, in planner: inout Planner) {
        let values = [value] + planner.siblings(of: value, sliding: window)
        let columns = ConvolutionColumns(planner.convolutionParts(of: values))
        let input = planner.shape(of: planner.inputs(of: value)[0])
        let window = window.checkedWindow(over: input)
        let names = values.map { planner.name(of: $0) }
        let size = ConvolutionSize(
            window: window,
            outside: self.window.outside,
            columns: columns.groups * Product.columnsOfGroup
        )
        let algorithm = planner.options.algorithm(for: size, layers: names)
        let quantization = planner.options.quantization(of: names) ?? Quantization(covering: 0...1)
        planner.add(
            values,
            Convolutions(names: names, size: size, algorithm: algorithm),
            output: Shape(
                1,
                columns.parts.reduce(0) { $0 + $1.outputs },
                window.output.height,
                window.output.width
            )
        ) { context in
            switch algorithm {
            case .direct(let number):
                DirectConvolutionLayer(
                    context,
                    size: size,
                    columns: columns,
                    number: number,
                    quantization: quantization
                )
            case .winograd(let tile, let number):
                WinogradConvolutionLayer(
                    context,
                    window: window,
                    columns: columns,
                    number: number,
                    tile: tile
                )
            }
        }
    }
}

extension Planner {
    /// Later convolutions that slide the same window over the same value.
    fileprivate func siblings(of value: Graph.Value, sliding window: WindowParameters) -> [Graph.Value] {
        let inputs = inputs(of: value)
        guard inputs.count == 1 else { return [] }
        return graph.nodes.indices[value...].filter { index in
            guard case .convolution(let other) = graph.nodes[index].operation else { return false }
            return !isDone(index + 1) && other.window == window && graph.nodes[index].inputs == inputs
        }.map { $0 + 1 }
    }

    fileprivate func convolutionParts(of values: [Graph.Value]) -> [ConvolutionPart] {
        values.compactMap { value in
            guard case .convolution(let convolution) = graph.nodes[value - 1].operation else { return nil }
            return ConvolutionPart(
                weights: convolution.weights,
                bias: convolution.bias,
                outputs: convolution.outputs,
                relu: convolution.relu,
                addsResidual: inputs(of: value).count > 1
            )
        }
    }
}
