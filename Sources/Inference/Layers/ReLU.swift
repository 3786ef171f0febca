import Kernels

/// `max(0, x)`.
public struct ReLU: LayerOperation {
    var name: String { "relu" }
    var channelOrder: ChannelOrder? { nil }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape { inputs.first }

    func layer(_ context: LayerContext) -> any Layer { ReLULayer(context) }
}

/// `max(0, x)`.
final class ReLULayer: Layer, CrewWork {
    private let context: LayerContext

    init(_ context: LayerContext) { self.context = context }

    func run() { context.crew.perform(self, length: context.output.count, grain: 1 << 14) }

    func compute(_ part: Range<Int>, worker: Int) {
        unsafe context.kernels.affine(
            count: part.count,
            scale: 1,
            shift: 0,
            relu: true,
            context.input.pointer + part.lowerBound,
            into: context.output.pointer + part.lowerBound
        )
    }
}
