import Kernels

/// A convolution in which each channel reads only itself.
final class DepthwiseConvolutionLayer: Layer, CrewWork {
    private let context: LayerContext
    private let convolution: DepthwiseConvolution
    private let grain: Int

    init(_ context: LayerContext, _ operation: Convolution, _ window: Window) {
        self.context = context
        grain = Self.grain(window)
        convolution = DepthwiseConvolution(
            window,
            filters: operation.weights,
            bias: operation.biases,
            activation: operation.activation
        )
    }

    /// The least number of pixels that are worth a thread's turn.
    static func grain(_ window: Window) -> Int {
        max(1, (1 << 16) / (window.channels * window.kernel.height * window.kernel.width))
    }

    func run() { context.crew.perform(self, length: context.output.pixels, grain: grain) }

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
