import Kernels

/// `x * (k + alpha / size * sum of squares of the size channels around)^-beta`.
public struct LocalResponseNorm: LayerOperation {
    /// How many channels are summed.
    public var size: Int
    /// As the formula has it.
    public var alpha: Float
    /// As the formula has it.
    public var beta: Float
    /// As the formula has it.
    public var k: Float

    /// Makes an operation.
    public init(size: Int, alpha: Float, beta: Float, k: Float) {
        (self.size, self.alpha, self.beta, self.k) = (size, alpha, beta, k)
    }

    var name: String { "lrn" }
    var channelOrder: ChannelOrder? { .interleaved }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.requireChannels()
        try inputs.require(size >= 1 && size <= 4096, "a window of \(size) channels")
        try inputs.require(
            alpha.isFinite && beta.isFinite && k.isFinite,
            "parameters that are no numbers"
        )
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer { LocalResponseNormLayer(context, self) }
}

/// Local response normalization across channels.
final class LocalResponseNormLayer: Layer, CrewWork {
    private let context: LayerContext
    private let operation: LocalResponseNorm

    init(_ context: LayerContext, _ operation: LocalResponseNorm) {
        (self.context, self.operation) = (context, operation)
    }

    func run() {
        let input = context.input
        context.crew.perform(self, length: input.pixels, grain: max(1, 4096 / input.shape.channels))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        let input = context.input
        let output = context.output
        unsafe context.kernels.localResponseNormalize(
            pixels: pixels.count,
            channels: input.shape.channels,
            size: operation.size,
            alpha: operation.alpha,
            beta: operation.beta,
            k: operation.k,
            from: input.pointer + pixels.lowerBound * input.stride,
            stride: input.stride,
            into: output.pointer + pixels.lowerBound * output.stride,
            stride: output.stride
        )
    }
}
