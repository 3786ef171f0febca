public import Kernels

/// An activation on its own.
public struct Activate: LayerOperation {
    /// What becomes of each number.
    public var activation: Activation

    /// Makes an operation.
    public init(_ activation: Activation) { self.activation = activation }

    var name: String { activation == .relu ? "relu" : activation.slopes.isEmpty ? "clip" : "slope" }
    var channelOrder: ChannelOrder? { activation.slopes.count > 1 ? .interleaved : nil }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let slopes = activation.slopes.count
        guard slopes > 1 else { return inputs.first }
        try inputs.requireChannels()
        try inputs.require(
            slopes == inputs.first.channels,
            "\(slopes) slopes for \(inputs.first.channels) channels"
        )
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer { ActivateLayer(context, activation) }
}

/// An activation on its own.
final class ActivateLayer: Layer, CrewWork {
    private let context: LayerContext
    private let limits: ClosedRange<Float>?
    private let slopes: AlignedBuffer

    init(_ context: LayerContext, _ activation: Activation) {
        (self.context, limits) = (context, activation.limits)
        // Without slopes of its own, a number stands for each pixel, and keeps its slope.
        slopes = AlignedBuffer(activation.slopes.isEmpty ? [1] : activation.slopes)
    }

    func run() {
        let pixels = context.output.count / slopes.count
        context.crew.perform(self, length: pixels, grain: max(1, (1 << 14) / slopes.count))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        let first = pixels.lowerBound * slopes.count
        let output = unsafe context.output.pointer + first
        unsafe context.kernels.slope(
            pixels: pixels.count,
            slopes: slopes,
            context.input.pointer + first,
            stride: slopes.count,
            into: output,
            stride: slopes.count
        )
        guard let limits else { return }
        unsafe context.kernels.function(
            .clip(limits),
            count: pixels.count * slopes.count,
            output,
            into: output
        )
    }
}
