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
        input: LayerInput
    ) {
        self.context = context
        let steps = Self.steps(input, filtering, as: number)
        let product = Product(
            number: number,
            points: steps.count,
            taps: 1,
            words: number.words(window.channels),
            groups: columns.groups
        )
        let width = columns.groups * Product.columnsOfGroup
        var offset = [Float](repeating: 0, count: steps.count * width)
        let taps = filtering.kernel * filtering.kernel
        columns.forEach { part, output, column in
            let filters = (0..<window.channels).map { c in
                let first = (output * window.channels + c) * taps
                return context.kernels.winogradWeights(
                    of: Array(part.weights[first..<first + taps]),
                    filtering
                )
            }
            for kind in steps.indices {
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

    /// How much of a transformed input a 1 stands for, for each kind of product.
    ///
    /// Bytes reach as far as the transformed input was seen to; where that is not known, not as far as a sum of g numbers can,
    /// which are hardly ever all at their largest, but to g^0.75 of one, as measured ones do about.
    private static func steps(_ input: LayerInput, _ filtering: WinogradFiltering, as number: Number)
        -> [Float]
    {
        let quantization = Quantization(covering: input.range, as: number == .uint8 ? .int16 : number)
        let growth = filtering.inputGrowth(isSigned: input.range.lowerBound < 0)
        guard number == .uint8 else { return growth.map { quantization.step * $0 } }
        let levels = Float(UInt8.max) - Float(WinogradConvolution.zero)
        let most = quantization.step * Quantization.mostInt16
        let reach =
            input.transformed.count == growth.count ? input.transformed : growth.map { most * powf($0, 0.75) }
        return reach.map { $0 > 0 ? $0 / levels : 1 }
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
