public import Kernels

/// Maximum, average or L2 pooling.
///
/// `average(divisor: nil)` divides by the number of cells inside the picture.
public struct Pool: LayerOperation {
    /// What is made of a window.
    public var kind: Pooling
    /// The windows.
    public var window: WindowParameters

    /// Makes an operation.
    public init(_ kind: Pooling, _ window: WindowParameters) { (self.kind, self.window) = (kind, window) }

    var name: String {
        switch kind {
        case .maximum: "max-pool"
        case .average: "average-pool"
        case .l2: "l2-pool"
        }
    }
    var channelOrder: ChannelOrder? { .interleaved }
    var leavesGaps: Bool { true }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(inputs.first.isPicture, "a pooling needs [1, channels, height, width]")
        let output = try window.window(over: inputs.first, node: inputs.node).output
        try inputs.require(
            [window.padding, window.paddingAfter].allSatisfy {
                $0.height < window.kernel.height && $0.width < window.kernel.width
            } && window.dilation == Extent(1),
            "padding must be smaller than the window, and windows undilated"
        )
        return try inputs.shape([1, inputs.first.channels, output.height, output.width])
    }

    func layer(_ context: LayerContext) -> any Layer {
        PoolLayer(context, kind: kind, window: window.checkedWindow(over: context.input.shape))
    }
}

/// Maximum, average or L2 pooling.
final class PoolLayer: Layer, CrewWork {
    private let context: LayerContext
    private let kind: Pooling
    private let window: Window

    init(_ context: LayerContext, kind: Pooling, window: Window) {
        (self.context, self.kind, self.window) = (context, kind, window)
    }

    func run() {
        let perPixel = window.channels * window.kernel.height * window.kernel.width
        context.crew.perform(self, length: context.output.pixels, grain: max(1, (1 << 16) / perPixel))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        unsafe context.kernels.pool(
            kind,
            window,
            pixels: pixels,
            from: context.input.pointer,
            stride: context.input.stride,
            into: context.output.pointer,
            stride: context.output.stride
        )
    }
}
