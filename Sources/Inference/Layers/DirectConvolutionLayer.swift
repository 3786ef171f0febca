import Kernels

/// Convolutions as products whose rows are read from the picture itself: no im2col matrix is written.
///
/// The picture is copied first where the product can't read it as it is: `PictureCopy` tells when.
@safe final class DirectConvolutionLayer: Layer, CrewWork {
    /// Bytes of a picture that a piece of work reads, so that they stay in the second-level cache beside the weights.
    private static let blockBytes = 1 << 18
    /// A piece of work has at least so many multiplications of words: they take two microseconds, as long as it takes
    /// to share them.
    private static let leastWork = 1 << 17

    private let context: LayerContext
    private let product: Product
    private let border: AlignedBuffer
    private let copy: PictureCopy?
    /// Where the rows are; in the copied picture, whose memory is there only when all layers are planned, set by `run`.
    private var patches: Patches
    private let blocks: (rows: Int, groups: Int)
    /// Output pixels, and panels of four groups, which a tile of the product computes at once.
    private let rows: Int
    private let panels: Int

    init(
        _ context: LayerContext,
        size: ConvolutionSize,
        columns: ConvolutionColumns,
        number: Number,
        sums: ByteSums,
        quantization: Quantization
    ) {
        self.context = context
        let window = size.window
        let joinsLines = PictureCopy.joinsLines(size)
        let taps = window.kernel.height * (joinsLines ? 1 : window.kernel.width)
        let words = number.words(window.channels * (joinsLines ? window.kernel.width : 1))
        product = Product(number: number, sums: sums, taps: taps, words: words, groups: columns.groups)
        Self.setWeights(of: product, columns, window, joinsLines, quantization)
        columns.aim(product, at: context)
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
        rows = window.output.height * window.output.width
        panels = (product.groups + 3) / 4
        blocks = Self.blocks(
            rows: rows,
            rowBytes: window.input.height * window.input.width * words * 4 / rows + 1,
            workPerRow: max(1, taps * words * product.groups * Product.columnsOfGroup),
            panels: panels,
            threads: context.crew.count
        )
    }

    func run() {
        if let copy {
            copy.run()
            patches = copy.patches
        }
        let parts = blocks.rows * blocks.groups
        context.crew.perform(self, length: parts, parts: parts)
    }

    func compute(_ part: Range<Int>, worker: Int) {
        let row = part.lowerBound / blocks.groups
        let column = part.lowerBound % blocks.groups
        let groups = panels * column / blocks.groups * 4..<panels * (column + 1) / blocks.groups * 4
        context.kernels.convolve(
            product,
            patches,
            rows: rows * row / blocks.rows..<rows * (row + 1) / blocks.rows,
            groups: groups.clamped(to: 0..<product.groups)
        )
    }

    /// In how many pieces the work is cut, by rows and by columns: as large as the caches bear, and small enough that all
    /// threads finish together.
    private static func blocks(rows: Int, rowBytes: Int, workPerRow: Int, panels: Int, threads: Int)
        -> (rows: Int, groups: Int)
    {
        let most = max(leastWork / workPerRow, min(rows, blockBytes / rowBytes), 1)
        var parts = (rows + most - 1) / most
        if threads > 1 {
            parts = min(max(1, rows * workPerRow / leastWork), max(parts, threads * 2))
        }
        // Few rows are cut by columns instead.
        let byRows = max(1, min(parts, rows / 12))
        return (byRows, max(1, min(parts / byRows, panels)))
    }

    private static func setWeights(
        of product: Product,
        _ columns: ConvolutionColumns,
        _ window: Window,
        _ joinsLines: Bool,
        _ quantization: Quantization
    ) {
        columns.forEach { part, output, column in
            let bias = part.bias.isEmpty ? 0 : part.bias[output]
            let taps = self.taps(of: output, in: part, window, joinsLines)
            guard product.number.isInteger else {
                set(taps, of: column, in: product)
                return product.setBias(bias, column: column)
            }
            let filter = IntegerFilter(taps, product.number, sums: product.sums)
            set(filter.taps.map { $0.map(Float.init) }, of: column, in: product)
            let scale = filter.step * quantization.step
            product.setScale(scale, column: column)
            // The byte that stands for 0 has been multiplied, too.
            product.setBias(bias - scale * Float(filter.sum * Int(quantization.zero)), column: column)
        }
    }

    private static func set(_ taps: [[Float]], of column: Int, in product: Product) {
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
