import Kernels

/// Convolutions as products whose rows are read from the picture itself: no im2col matrix is written.
///
/// A picture of a few channels, as a network's input is, would make rows of many short runs. There a whole line of the
/// window is one run: pixels of a line stand side by side. The lines need a border of their own then, so the picture
/// is copied into one; it is copied also where the product reads other numbers than floats.
@safe struct DirectConvolution: Layer {
    /// Fewer channels than this make a run too short.
    private static let shortRun = 16
    /// Bytes of a picture that a piece of work reads, so that they stay in the second-level cache beside the weights.
    private static let blockBytes = 1 << 18
    /// A piece of work has at least so many multiplications: they take about ten microseconds.
    private static let leastWork = 1 << 19

    private let context: LayerContext
    private let product: Product
    private let window: Window
    private let quantization: Quantization
    private let border: AlignedBuffer
    /// Whether a line of the window is one run.
    private let joinsLines: Bool
    /// Whether the picture is copied before it is read.
    private let copies: Bool
    /// Pixels of a copied line, before and after the picture's own.
    private let margin: (left: Int, right: Int)
    private let blocks: (rows: Int, groups: Int)

    init(
        _ context: LayerContext,
        size: ConvolutionSize,
        columns: ConvolutionColumns,
        number: Number,
        quantization: Quantization
    ) {
        self.context = context
        window = size.window
        self.quantization = quantization
        joinsLines = Self.joinsLines(window)
        copies = joinsLines || number != .float32
        let taps = window.kernel.height * (joinsLines ? 1 : window.kernel.width)
        let run = window.channels * (joinsLines ? window.kernel.width : 1)
        let words = number.words(run)
        product = Product(number: number, taps: taps, words: words, groups: columns.groups)
        Self.setWeights(of: product, columns, window, joinsLines, quantization)
        columns.aim(product, at: context)
        border = Self.border(context.kernels, size, joinsLines, number, quantization)
        let reach = (window.output.width - 1) * window.stride.width + window.kernel.width
        margin =
            joinsLines
            ? (window.padding.width, max(0, reach - window.padding.width - window.input.width)) : (0, 0)

        let rows = window.output.height * window.output.width
        let perRow = max(1, taps * words * product.groups * Product.columnsOfGroup)
        let rowBytes = window.input.height * window.input.width * words * 4 / rows + 1
        let most = max(Self.leastWork / perRow, min(rows, Self.blockBytes / rowBytes), 1)
        var parts = (rows + most - 1) / most
        if context.crew.count > 1 {
            let useful = max(1, rows * perRow / Self.leastWork)
            parts = min(useful, max(parts, context.crew.count * 2))
        }
        // Few rows are cut by columns instead.
        let byRows = max(1, min(parts, rows / 12))
        blocks = (byRows, max(1, min(parts / byRows, (product.groups + 3) / 4)))
        if copies {
            let perLine = (window.input.width + margin.left + margin.right) * pixelBytes
            context.scratch.reserve(shared: (window.input.height * perLine + 64) / 4 + 16, perWorker: 0)
        }
    }

    /// Whether a line of the window is one run.
    static func joinsLines(_ window: Window) -> Bool {
        window.channels < shortRun && window.kernel.width > 1 && window.dilation.width == 1
    }

    /// Bytes from pixel to pixel of the copied picture.
    private var pixelBytes: Int {
        joinsLines ? window.channels * product.number.bytes : product.number.words(window.channels) * 4
    }

    func run() {
        var geometry = window
        let patches: Patches
        if copies {
            let line = (window.input.width + margin.left + margin.right) * pixelBytes
            let target = unsafe UnsafeMutableRawPointer(context.scratch.shared.pointer)
            unsafe copy(to: target, line: line)
            if joinsLines {
                geometry.input.width += margin.left + margin.right
                geometry.kernel.width = 1
                geometry.padding.width = 0
            }
            patches = unsafe Patches(
                window: geometry,
                input: target,
                rowBytes: line,
                pixelBytes: pixelBytes,
                border: border.pointer
            )
        } else {
            let pixel = context.input.stride * 4
            patches = unsafe Patches(
                window: geometry,
                input: context.input.pointer,
                rowBytes: window.input.width * pixel,
                pixelBytes: pixel,
                border: border.pointer
            )
        }
        let rows = window.output.height * window.output.width
        let panels = (product.groups + 3) / 4
        context.crew.perform(blocks.rows * blocks.groups) { piece, _ in
            let row = piece / blocks.groups
            let column = piece % blocks.groups
            let groups = panels * column / blocks.groups * 4..<panels * (column + 1) / blocks.groups * 4
            context.kernels.convolve(
                product,
                patches,
                rows: rows * row / blocks.rows..<rows * (row + 1) / blocks.rows,
                groups: groups.clamped(to: 0..<product.groups)
            )
        }
    }

    /// Whether a window reaches a line of the picture: a 1x1 one with a stride passes over some.
    private func isRead(line: Int) -> Bool {
        window.kernel.height > 1 || (line + window.padding.height).isMultiple(of: window.stride.height)
    }

    /// Copies the picture as the product reads it, with a border where lines are joined.
    private func copy(to target: UnsafeMutableRawPointer, line: Int) {
        let input = context.input
        let width = window.input.width
        context.crew.split(window.input.height, grain: max(1, (1 << 15) / (width * window.channels))) {
            lines in
            for y in lines where isRead(line: y) {
                let start = unsafe target + y * line
                if joinsLines {
                    let right = (margin.left + width) * pixelBytes
                    unsafe start.copyMemory(from: border.pointer, byteCount: margin.left * pixelBytes)
                    unsafe (start + right).copyMemory(
                        from: border.pointer,
                        byteCount: margin.right * pixelBytes
                    )
                }
                // The pixels of a joined line are as good as one pixel with all their channels.
                unsafe context.kernels.convert(
                    to: product.number,
                    pixels: joinsLines ? 1 : width,
                    channels: joinsLines ? width * window.channels : window.channels,
                    quantization,
                    from: input.pointer + y * width * input.stride,
                    stride: input.stride,
                    into: start + margin.left * pixelBytes,
                    pixelBytes: pixelBytes
                )
            }
        }
    }

    /// What stands outside the picture, as the product reads it: a pixel, or a line of them.
    private static func border(
        _ kernels: KernelSet,
        _ size: ConvolutionSize,
        _ joinsLines: Bool,
        _ number: Number,
        _ quantization: Quantization
    ) -> AlignedBuffer {
        let window = size.window
        let reach = (window.output.width - 1) * window.stride.width + window.kernel.width
        let pixels =
            joinsLines ? max(window.kernel.width, window.padding.width, reach - window.input.width) : 1
        let pixel = size.outside.isEmpty ? [Float](repeating: 0, count: window.channels) : size.outside
        let values = AlignedBuffer((0..<pixels).flatMap { _ in pixel })
        let border = AlignedBuffer(count: number.words(values.count))
        unsafe kernels.convert(
            to: number,
            pixels: 1,
            channels: values.count,
            quantization,
            from: values.pointer,
            stride: values.count,
            into: border.pointer,
            pixelBytes: border.count * 4
        )
        return border
    }

    private static func setWeights(
        of product: Product,
        _ columns: ConvolutionColumns,
        _ window: Window,
        _ joinsLines: Bool,
        _ quantization: Quantization
    ) {
        let area = window.kernel.height * window.kernel.width
        columns.forEach { part, output, column in
            let filter = part.weights[output * window.channels * area..<(output + 1) * window.channels * area]
            let largest = filter.reduce(0) { max($0, abs($1)) }
            // Symmetric, so that a weight of 0 stays 0.
            let step = product.number == .uint8 && largest > 0 && largest.isFinite ? largest / 127 : 1
            var sum = 0
            for c in 0..<window.channels {
                for ky in 0..<window.kernel.height {
                    for kx in 0..<window.kernel.width {
                        var weight = filter[filter.startIndex + c * area + ky * window.kernel.width + kx]
                        if product.number == .uint8 {
                            weight = weight.isFinite ? (weight / step).rounded() : 0
                            sum += Int(weight)
                        }
                        product.setWeight(
                            weight,
                            tap: joinsLines ? ky : ky * window.kernel.width + kx,
                            index: joinsLines ? kx * window.channels + c : c,
                            column: column
                        )
                    }
                }
            }
            let scale = product.number == .uint8 ? step * quantization.step : 1
            let bias = part.bias.isEmpty ? 0 : part.bias[output]
            // The byte that stands for 0 has been multiplied, too.
            product.setColumn(column, scale: scale, bias: bias - scale * Float(sum * Int(quantization.zero)))
        }
    }
}
