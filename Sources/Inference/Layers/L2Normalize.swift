import Kernels

/// `x / sqrt(sum of x^2 + epsilon)` over the whole value.
public struct L2Normalize: LayerOperation {
    /// Added to the sum.
    public var epsilon: Float

    /// Makes an operation.
    public init(epsilon: Float) { self.epsilon = epsilon }

    var name: String { "l2-normalize" }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape { inputs.first }

    func layer(_ context: LayerContext) -> any Layer { L2NormalizeLayer(context: context, epsilon: epsilon) }
}

/// Scales a whole value to length 1.
struct L2NormalizeLayer: Layer {
    let context: LayerContext
    let epsilon: Float

    func run() {
        let input = unsafe context.input.values
        var sum: Float = 0
        for index in input.indices { unsafe sum += input[index] * input[index] }
        unsafe context.kernels.scale(
            count: context.output.count,
            by: 1 / (sum + epsilon).squareRoot(),
            context.input.pointer,
            into: context.output.pointer
        )
    }
}
