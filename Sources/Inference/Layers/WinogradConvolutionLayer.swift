import Glibc
import Kernels

/// Convolutions by Winograd's minimal filtering: tiles of 2x2, 4x4 or 6x6 outputs of a 3x3 filter take 16, 36 or 64
/// multiplications for each pair of channels, where the formula says 36, 144 or 324; at a stride of 2 the first two take 25
/// or 81, and 2x2 outputs of a 5x5 filter 36 for 100.
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
        filtering: WinogradFiltering,
        quantization: Quantization
    ) {
        self.context = context
        let growth = filtering.inputGrowth(isSigned: quantization.isSigned)
        let steps = growth.map { Self.step(quantization, growth: $0, as: number) }
        let product = Product(
            number: number,
            points: growth.count,
            taps: 1,
            words: number.words(window.channels),
            groups: columns.groups
        )
        let width = columns.groups * Product.columnsOfGroup
        var offset = [Float](repeating: 0, count: growth.count * width)
        let taps = filtering.kernel * filtering.kernel
        columns.forEach { part, output, column in
            let filters = (0..<window.channels).map { c in
                let first = (output * window.channels + c) * taps
                return context.kernels.winogradWeights(
                    of: Array(part.weights[first..<first + taps]),
                    filtering
                )
            }
            for kind in growth.indices {
                let weights = filters.map { $0[kind] }
                guard let filter = product.setFilter([weights], point: kind, column: column) else { continue }
                let scale = filter.step * steps[kind]
                product.setScale(scale, point: kind, column: column)
                offset[kind * width + column] = -scale * filter.sum * Float(WinogradConvolution.zero)
            }
            product.setBias(part.bias.isEmpty ? 0 : part.bias[output], column: column)
        }
        columns.aim(product, at: context)
        winograd = unsafe WinogradConvolution(
            filtering,
            product: product,
            inputScale: steps.map { 1 / $0 },
            offset: number == .uint8 ? offset : nil,
            window: window,
            input: context.input.pointer,
            stride: context.input.stride
        )
        pieces = Self.pieces(
            tiles: winograd.tiles,
            scratchPerTile: winograd.scratchPerTile,
            weightBytes: product.weightBytes,
            threads: context.crew.count
        )
        let largest = (winograd.tiles + pieces - 1) / pieces
        context.scratch.reserve(shared: 0, perWorker: winograd.scratchPerTile * largest)
    }

    /// In how many pieces the tiles are computed.
    static func pieces(tiles: Int, scratchPerTile: Int, weightBytes: Int, threads: Int) -> Int {
        // Every piece reads all weights; where they are the larger part, larger pieces pay.
        let most = max(1, max(blockBytes, weightBytes / 4) / (scratchPerTile * 4))
        let wanted = (tiles + most - 1) / most
        // A multiple of the crew, so that all finish together.
        return max(1, min(tiles, (wanted + threads - 1) / threads * threads))
    }

    /// How much of a transformed input a 1 stands for.
    ///
    /// Bytes do not reach as far as a sum of `growth` numbers can, which are hardly ever all at their largest, but to the
    /// middle between that and its square root, with which it grows where they have nothing to do with each other: what is cut
    /// off is less than what finer steps gain (`facetop bench --algorithms`).
    ///
    /// - Parameters:
    ///   - quantization: the input's; as 16-bit integers where that becomes bytes.
    ///   - growth: how many numbers are summed.
    ///   - number: what the transformed input becomes.
    /// - Returns: the step.
    private static func step(_ quantization: Quantization, growth: Float, as number: Number) -> Float {
        guard number == .uint8 else { return quantization.step * growth }
        let levels = Float(UInt8.max) - Float(WinogradConvolution.zero)
        return quantization.step * Quantization.mostInt16 * powf(growth, 0.75) / levels
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
