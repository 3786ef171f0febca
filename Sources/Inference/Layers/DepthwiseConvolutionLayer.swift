import Kernels

/// A convolution in which each channel reads only itself.
final class DepthwiseConvolutionLayer: Layer, CrewWork {
    private let context: LayerContext
    private let convolution: DepthwiseConvolution
    private let workPerPixel: Int

    init(_ context: LayerContext, _ operation: Convolution, _ window: Window) {
        self.context = context
        workPerPixel = window.channels * window.kernel.height * window.kernel.width
        convolution = DepthwiseConvolution(
            window,
            filters: operation.weights,
            bias: operation.bias.isEmpty
                ? [Float](repeating: 0, count: operation.outputs) : operation.bias,
            activation: operation.activation
        )
    }

    func run() {
        context.crew.perform(self, length: context.output.pixels, grain: max(1, (1 << 16) / workPerPixel))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        unsafe context.kernels.convolve(
            convolution,
            pixels: pixels,
            from: context.input.pointer,
            stride: context.input.stride,
            into: context.output.pointer,
            stride: context.output.stride
        )
    }
}
