import Kernels

/// 3x3 convolutions with stride 1 by Winograd's minimal filtering: tiles of 2x2 or 4x4 outputs take 16 or 36
/// multiplications for each pair of channels, where the formula says 36 or 144.
@safe final class WinogradConvolutionLayer: Layer, CrewWork {
    /// Bytes of the transformed tiles that a piece of work holds: about a second-level cache.
    private static let blockBytes = 3 << 18

    private let context: LayerContext
    private let winograd: WinogradConvolution
    private let pieces: Int

    init(
        _ context: LayerContext,
        window: Window,
        columns: ConvolutionColumns,
        number: Number,
        tile: Int,
        quantization: Quantization
    ) {
        self.context = context
        let growth = WinogradConvolution.inputGrowth(tile, isSigned: quantization.isSigned)
        let points = growth.count
        let product = Product(
            number: number,
            points: points,
            taps: 1,
            words: number.words(window.channels),
            groups: columns.groups
        )
        columns.forEach { part, output, column in
            let filters = (0..<window.channels).map { c in
                let first = (output * window.channels + c) * 9
                return context.kernels.winogradPoints(of: Array(part.weights[first..<first + 9]), tile: tile)
            }
            for point in 0..<points {
                var weights = filters.map { $0[point] }
                if number.isInteger {
                    let filter = IntegerFilter([weights], number)
                    weights = filter.taps[0].map(Float.init)
                    let scale = filter.step * quantization.step * growth[point]
                    product.setScale(scale, point: point, column: column)
                }
                for (c, weight) in weights.enumerated() {
                    product.setWeight(weight, point: point, tap: 0, index: c, column: column)
                }
            }
            product.setBias(part.bias.isEmpty ? 0 : part.bias[output], column: column)
        }
        columns.aim(product, at: context)
        winograd = unsafe WinogradConvolution(
            tile: tile,
            product: product,
            inputScale: growth.map { 1 / (quantization.step * $0) },
            window: window,
            input: context.input.pointer,
            stride: context.input.stride,
            channels: window.channels
        )
        // Every piece reads all weights; where they are the larger part, larger pieces pay.
        let most = max(1, max(Self.blockBytes, product.weightBytes / 4) / (winograd.scratchPerTile * 4))
        let crew = context.crew.count
        let wanted = (winograd.tiles + most - 1) / most
        // A multiple of the crew, so that all finish together.
        pieces = max(1, min(winograd.tiles, (wanted + crew - 1) / crew * crew))
        let largest = (winograd.tiles + pieces - 1) / pieces
        context.scratch.reserve(shared: 0, perWorker: winograd.scratchPerTile * largest)
    }

    /// Whether a convolution can be computed so.
    static func fits(_ window: Window) -> Bool {
        WinogradConvolution.fits(window)
    }

    func run() { context.crew.perform(self, length: winograd.tiles, parts: pieces) }

    func compute(_ tiles: Range<Int>, worker: Int) {
        unsafe context.kernels.convolve(
            winograd,
            tiles: tiles,
            scratch: context.scratch.perWorker[worker].pointer
        )
    }
}
