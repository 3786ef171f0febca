import Kernels

/// A convolution of bytes in which each channel reads only itself.
///
/// An input of floats is copied as bytes first.
final class ByteDepthwiseConvolutionLayer: Layer, CrewWork {
    private let context: LayerContext
    private let convolution: ByteDepthwiseConvolution
    private let copy: PictureCopy?
    private let grain: Int

    init(
        _ context: LayerContext,
        _ operation: Convolution,
        _ size: ConvolutionSize,
        _ quantization: Quantization
    ) {
        self.context = context
        let window = size.window
        convolution = ByteDepthwiseConvolution(
            window,
            filters: operation.weights,
            bias: operation.biases,
            activation: operation.activation,
            input: quantization,
            output: context.output.bytes,
            kernels: context.kernels
        )
        let border = PictureCopy.border(context.kernels, size, .uint8, quantization)
        copy =
            context.input.bytes == nil
            ? PictureCopy(context, size: size, number: .uint8, quantization: quantization, border: border)
            : nil
        grain = DepthwiseConvolutionLayer.grain(window)
    }

    func run() {
        copy?.run()
        context.crew.perform(self, length: context.output.pixels, grain: grain)
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        let (input, output) = (context.input, context.output)
        let source = unsafe copy?.pixels ?? (pointer: UnsafeRawPointer(input.pointer), distance: input.stride)
        unsafe context.kernels.convolve(
            convolution,
            pixels: pixels,
            from: source.pointer,
            stride: source.distance,
            into: output.pointer,
            stride: output.stride
        )
    }
}
