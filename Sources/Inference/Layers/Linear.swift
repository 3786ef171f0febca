import Kernels

/// `weights x + bias`, of all numbers, or of each row along the last axis where the weights are for a row.
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
        let row = inputs.first.extents.last ?? 1
        let isWhole = outputs > 0 && weights.count / outputs == count
        let expected = try inputs.shape([max(outputs, 0), isWhole ? count : row])
        try inputs.require(weights.count == expected.count, "\(weights.count) weights for \(expected)")
        try inputs.require(
            bias.isEmpty || bias.count == outputs,
            "\(bias.count) biases for \(outputs) outputs"
        )
        try inputs.require(
            expected.extents[1] * Product.columns(for: outputs) <= Shape.maximumCount,
            "its weights need too much memory"
        )
        return try inputs.shape(isWhole ? [1, outputs] : inputs.first.extents.dropLast() + [outputs])
    }

    func multiplyAdds(input: Shape, output: Shape) -> Int { weights.count * output.count / outputs }

    func layer(_ context: LayerContext) -> any Layer { LinearLayer(context, self) }
}

/// `weights x + bias`: a convolution whose pixels are the rows.
@safe final class LinearLayer: Layer, CrewWork {
    private let context: LayerContext
    private let product: Product
    private let patches: Patches
    private let rows: Int

    init(_ context: LayerContext, _ operation: Linear) {
        self.context = context
        let outputs = operation.outputs
        let inputs = operation.weights.count / outputs
        rows = context.input.count / inputs
        let columns = Product.columns(for: outputs)
        product = Product(number: .float32, taps: 1, words: inputs, groups: columns / Product.columnsOfGroup)
        for output in 0..<outputs {
            for input in 0..<inputs {
                let weight = operation.weights[output * inputs + input]
                product.setWeight(weight, tap: 0, index: input, column: output)
            }
            product.setBias(operation.bias.isEmpty ? 0 : operation.bias[output], column: output)
        }
        for group in 0..<product.groups {
            let first = group * Product.columnsOfGroup
            unsafe product.setTarget(
                group: group,
                columns: min(Product.columnsOfGroup, outputs - first),
                out: context.output.pointer + first,
                stride: outputs,
                residual: nil
            )
        }
        let one = Extent(1)
        let line = Extent(height: 1, width: rows)
        patches = unsafe Patches(
            window: Window(
                channels: inputs,
                input: line,
                kernel: one,
                stride: one,
                padding: Extent(0),
                dilation: one,
                output: line
            ),
            input: context.input.pointer,
            rowBytes: rows * inputs * 4,
            pixelBytes: inputs * 4,
            border: context.input.pointer
        )
    }

    func run() {
        context.crew.perform(self, length: product.groups, grain: max(1, (1 << 15) / context.input.count))
    }

    func compute(_ groups: Range<Int>, worker: Int) {
        context.kernels.convolve(product, patches, rows: 0..<rows, groups: groups)
    }
}
