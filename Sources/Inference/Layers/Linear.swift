import Kernels

/// `weights x + bias`.
public struct Linear: LayerOperation {
    /// How many numbers the output has.
    public var outputs: Int
    /// `[outputs][inputs]`.
    public var weights: [Float]
    /// `[outputs]`, or empty.
    public var bias: [Float]

    /// Makes an operation.
    public init(outputs: Int, weights: [Float], bias: [Float]) {
        (self.outputs, self.weights, self.bias) = (outputs, weights, bias)
    }

    var name: String { "linear" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let count = inputs.first.count
        let expected = try inputs.shape([max(outputs, 0), count])
        try inputs.require(weights.count == expected.count, "\(weights.count) weights for \(expected)")
        try inputs.require(
            bias.isEmpty || bias.count == outputs,
            "\(bias.count) biases for \(outputs) outputs"
        )
        try inputs.require(
            count * Product.columns(for: outputs) <= Shape.maximumCount,
            "its weights need too much memory"
        )
        return try inputs.shape([1, outputs])
    }

    func multiplyAdds(input: Shape, output: Shape) -> Int { outputs * input.count }

    func layer(_ context: LayerContext) -> any Layer { LinearLayer(context, weights: weights, bias: bias) }
}

/// `weights x + bias`: the convolution of a single pixel.
@safe final class LinearLayer: Layer, CrewWork {
    private let context: LayerContext
    private let product: Product
    private let patches: Patches

    init(_ context: LayerContext, weights: [Float], bias: [Float]) {
        self.context = context
        let inputs = context.input.count
        let outputs = context.output.count
        let part = ConvolutionPart(
            weights: weights,
            bias: bias,
            outputs: outputs,
            relu: false,
            addsResidual: false
        )
        let columns = ConvolutionColumns([part])
        product = Product(number: .float32, taps: 1, words: inputs, groups: columns.groups)
        for output in 0..<outputs {
            for input in 0..<inputs {
                product.setWeight(weights[output * inputs + input], tap: 0, index: input, column: output)
            }
            product.setColumn(output, scale: 1, bias: bias.isEmpty ? 0 : bias[output])
        }
        columns.aim(product, at: context)
        let one = Extent(1)
        patches = unsafe Patches(
            window: Window(
                channels: inputs,
                input: one,
                kernel: one,
                stride: one,
                padding: Extent(0),
                dilation: one,
                output: one
            ),
            input: context.input.pointer,
            rowBytes: inputs * 4,
            pixelBytes: inputs * 4,
            border: context.input.pointer
        )
    }

    func run() {
        context.crew.perform(self, length: product.groups, grain: max(1, (1 << 15) / context.input.count))
    }

    func compute(_ groups: Range<Int>, worker: Int) {
        context.kernels.convolve(product, patches, rows: 0..<1, groups: groups)
    }
}
