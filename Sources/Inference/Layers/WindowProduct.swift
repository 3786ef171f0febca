import Kernels

/// A convolution as a product whose rows are read from the picture itself: no im2col matrix is written.
///
/// The picture is copied first where the product can't read it as it stands: `PictureCopy` tells when.
@safe final class WindowProduct {
    let product: Product
    /// Multiplications of words for a row of the product, at least 1.
    let workPerRow: Int
    /// Bytes of the picture for a row of the product, at least 1.
    let rowBytes: Int

    private let border: AlignedBuffer
    private let copy: PictureCopy?
    /// Where the rows are; in the copied picture, whose memory is there only when all layers are planned, set by `read`.
    private(set) var patches: Patches

    init(
        _ context: LayerContext,
        size: ConvolutionSize,
        columns: ConvolutionColumns,
        number: Number,
        sums: ByteSums,
        quantization: Quantization
    ) {
        let window = size.window
        product = columns.product(size, number, sums, quantization)
        workPerRow = max(1, product.weightBytes / 4)
        let pixel = number.words(window.channels) * 4
        rowBytes =
            window.input.height * window.input.width * pixel / (window.output.height * window.output.width)
            + 1
        border = PictureCopy.border(context.kernels, size, number, quantization)
        let input = context.input
        precondition(input.bytes == nil || input.bytes == quantization, "bytes of other steps")
        copy =
            input.bytes == nil && PictureCopy.isNeeded(size, number)
            ? PictureCopy(context, size: size, number: number, quantization: quantization, border: border)
            : nil
        let stride = input.stride * number.bytes
        patches = unsafe Patches(
            window: window,
            input: input.pointer,
            rowBytes: window.input.width * stride,
            pixelBytes: stride,
            border: border.pointer
        )
    }

    /// Makes the picture of this run ready; before any row is computed.
    func read() {
        guard let copy else { return }
        copy.run()
        patches = copy.patches
    }
}
