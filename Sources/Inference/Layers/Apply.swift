public import Kernels

/// A function of each number.
public struct Apply: LayerOperation {
    /// The function.
    public var function: Function

    /// Makes an operation.
    public init(_ function: Function) { self.function = function }

    var name: String {
        switch function {
        case .clip: "clip"
        case .sigmoid: "sigmoid"
        case .hardSigmoid: "hard-sigmoid"
        case .hardSwish: "hard-swish"
        }
    }
    var channelOrder: ChannelOrder? { nil }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape { inputs.first }

    func layer(_ context: LayerContext) -> any Layer { ApplyLayer(context, function) }
}

/// A function of each number.
final class ApplyLayer: Layer, CrewWork {
    private let context: LayerContext
    private let function: Function

    init(_ context: LayerContext, _ function: Function) {
        (self.context, self.function) = (context, function)
    }

    func run() { context.crew.perform(self, length: context.output.count, grain: 1 << 14) }

    func compute(_ part: Range<Int>, worker: Int) {
        unsafe context.kernels.function(
            function,
            count: part.count,
            context.input.pointer + part.lowerBound,
            into: context.output.pointer + part.lowerBound
        )
    }
}
