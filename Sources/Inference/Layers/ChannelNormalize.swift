import Kernels

/// `x / sqrt(sum over channels of x^2 + epsilon) * scale[c]`, pixel by pixel.
///
/// SSD's Normalize.
public struct ChannelNormalize: LayerOperation {
    /// `[channels]`.
    public var scale: [Float]
    /// At least 0.
    public var epsilon: Float

    /// Makes an operation.
    public init(scale: [Float], epsilon: Float) { (self.scale, self.epsilon) = (scale, epsilon) }

    var name: String { "normalize" }
    var channelOrder: ChannelOrder? { .interleaved }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.requireChannels()
        let channels = inputs.first.channels
        try inputs.require(scale.count == channels, "\(scale.count) scales for \(channels) channels")
        try inputs.require(epsilon >= 0, "epsilon \(epsilon)")
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer {
        ChannelNormalizeLayer(context, scale: AlignedBuffer(scale), epsilon: epsilon)
    }
}

/// Scales each pixel's channels to length 1, then each channel by its own factor.
final class ChannelNormalizeLayer: Layer, CrewWork {
    private let context: LayerContext
    private let scale: AlignedBuffer
    private let epsilon: Float

    init(_ context: LayerContext, scale: AlignedBuffer, epsilon: Float) {
        (self.context, self.scale, self.epsilon) = (context, scale, epsilon)
    }

    func run() {
        context.crew.perform(self, length: context.input.pixels, grain: max(1, 8192 / scale.count))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        let input = context.input
        let output = context.output
        unsafe context.kernels.channelNormalize(
            pixels: pixels.count,
            epsilon: epsilon,
            scale: scale,
            from: input.pointer + pixels.lowerBound * input.stride,
            stride: input.stride,
            into: output.pointer + pixels.lowerBound * output.stride,
            stride: output.stride
        )
    }
}
