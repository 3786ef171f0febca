import Kernels

/// A convolution as a product whose rows are read from the picture itself: no im2col matrix is written.
///
/// The picture is copied first where the product can't read it as it is: `PictureCopy` tells when.
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
        let joinsLines = PictureCopy.joinsLines(size)
        let taps = window.kernel.height * (joinsLines ? 1 : window.kernel.width)
        let words = number.words(window.channels * (joinsLines ? window.kernel.width : 1))
        product = Product(number: number, sums: sums, taps: taps, words: words, groups: columns.groups)
        workPerRow = max(1, taps * words * product.groups * Product.columnsOfGroup)
        rowBytes =
            window.input.height * window.input.width * words * 4
            / (window.output.height * window.output.width) + 1
        border = PictureCopy.border(context.kernels, size, number, quantization)
        copy =
            PictureCopy.isNeeded(size, number)
            ? PictureCopy(context, size: size, number: number, quantization: quantization, border: border)
            : nil
        let pixel = context.input.stride * 4
        patches = unsafe Patches(
            window: window,
            input: context.input.pointer,
            rowBytes: window.input.width * pixel,
            pixelBytes: pixel,
            border: border.pointer
        )
        setWeights(columns, window, joinsLines, quantization)
    }

    /// Makes the picture of this run ready; before any row is computed.
    func read() {
        guard let copy else { return }
        copy.run()
        patches = copy.patches
    }

    private func setWeights(
        _ columns: ConvolutionColumns,
        _ window: Window,
        _ joinsLines: Bool,
        _ quantization: Quantization
    ) {
        columns.forEach { part, output, column in
            let bias = part.bias.isEmpty ? 0 : part.bias[output]
            let taps = Self.taps(of: output, in: part, window, joinsLines)
            guard product.number.isInteger else {
                set(taps, of: column)
                return product.setBias(bias, column: column)
            }
            let filter = IntegerFilter(taps, product.number, sums: product.sums)
            set(filter.taps.map { $0.map(Float.init) }, of: column)
            let scale = filter.step * quantization.step
            product.setScale(scale, column: column)
            // The byte that stands for 0 has been multiplied, too.
            product.setBias(bias - scale * Float(filter.sum * Int(quantization.zero)), column: column)
        }
    }

    private func set(_ taps: [[Float]], of column: Int) {
        for (tap, weights) in taps.enumerated() {
            for (index, weight) in weights.enumerated() {
                product.setWeight(weight, tap: tap, index: index, column: column)
            }
        }
    }

    /// The weights of one output, tap by tap: a pixel's channels, or those of a line of the window.
    private static func taps(
        of output: Int,
        in part: ConvolutionPart,
        _ window: Window,
        _ joinsLines: Bool
    ) -> [[Float]] {
        let area = window.kernel.height * window.kernel.width
        let first = output * window.channels * area
        let pixels = (0..<area).map { pixel in
            (0..<window.channels).map { part.weights[first + $0 * area + pixel] }
        }
        guard joinsLines else { return pixels }
        return (0..<window.kernel.height).map { ky in
            Array(pixels[ky * window.kernel.width..<(ky + 1) * window.kernel.width].joined())
        }
    }
}
