import Kernels

/// Estimates how long a convolution takes, in cycles.
///
/// The numbers are of AVX-512 on a Zen 4; on other processors only their ratios matter, and where these are wrong
/// `facetop bench --tune` measures.
struct CostModel {
    let kernels: KernelSet
    /// How many threads share the work.
    let threads: Int

    /// Multiply-adds in a cycle, in the middle of a large product.
    private func rate(_ number: Number, _ sums: ByteSums = .wide, groups: Int) -> Double {
        // Tiles of one group read a vector of weights for every few multiplications.
        let share = groups >= 4 || kernels.widestTile == 1 ? 0.95 : groups >= 2 ? 0.85 : 0.6
        let width = 16 * share
        // A word of 32 bits has so many numbers.
        return switch kernels.speed(of: number) {
        // Sums of halves become floats after every few words.
        case .native: width * (number == .float16 ? 1.7 : Double(4 / number.bytes))
        case .composed:
            switch sums {
            case .wide: width * (number == .int16 ? 2 : 1.3)
            case .pairs: width * 2
            case .fours: width * 2.5
            }
        case .emulated: width / 3
        }
    }

    /// Bytes in a cycle from the last-level cache, where the weights of a whole network stay; every thread reads them all.
    private static let bytesPerCycle = 6.0
    /// Cycles for each number that Winograd's transforms write and read again: wide vectors wait for the cache.
    private var cyclesPerPoint: Double { kernels.widestTile > 1 ? 1 : 0.7 }

    /// How many tiles of 6x6 outputs there must be.
    private static let leastLargeTiles = 64

    func cycles(_ size: ConvolutionSize, _ algorithm: Algorithm) -> Double {
        let window = size.window
        let groups = size.columns / Product.columnsOfGroup
        let positions = Double(window.output.height * window.output.width)
        let inputs = Double(window.input.height * window.input.width * window.channels)
        let channels = Double(window.channels)
        let columns = Double(size.columns)
        let bytes = Double(algorithm.number.bytes)
        switch algorithm {
        case .depthwise(let number):
            // There are no runs of bytes here: what has no instruction that sums four products is slower than floats.
            guard kernels.speed(of: number) == .native else { return .infinity }
            let taps = Double(window.kernel.height * window.kernel.width)
            return positions * taps * channels / rate(number, groups: 1) / Double(threads)
        // Whoever chooses it does so for all convolutions (`ConvolutionMethod`), whatever it costs.
        case .im2col: return .infinity
        case .direct(let number, let sums):
            let taps = Double(window.kernel.height * window.kernel.width)
            let products = positions * taps * channels * columns / rate(number, sums, groups: groups)
            let copying = PictureCopy.isNeeded(size, number) ? inputs / 3 : 0
            // The weights are read while others are multiplied.
            let weights = taps * channels * columns * bytes / Self.bytesPerCycle
            return max(products / Double(threads), weights) + copying / Double(threads)
        case .winograd(let tile, let number):
            guard let filtering = WinogradFiltering(tile: tile, window) else { return .infinity }
            let tiles = filtering.tiles(window)
            // The many weights of large tiles must be worth reading.
            guard tile < 6 || tiles >= Self.leastLargeTiles else { return .infinity }
            let points = Double(filtering.points * filtering.points * tiles)
            let products = points * channels * columns / rate(number, groups: groups)
            let transforms = points * (channels + columns) * cyclesPerPoint
            let weights = Double(filtering.kinds * filtering.kinds) * channels * columns * bytes
            let pieces = WinogradConvolutionLayer.pieces(
                tiles: tiles,
                scratchPerTile: WinogradConvolution.scratchPerTile(
                    filtering,
                    words: number.words(window.channels),
                    groups: groups
                ),
                weightBytes: Int(weights),
                threads: threads
            )
            // Each piece reads all weights, and each kind of product begins with some of its own; wide vectors are done with it
            // before they are there.
            let reading = weights / Self.bytesPerCycle * max(1, Double(pieces) / Double(threads))
            let waiting = kernels.widestTile > 1 ? reading : max(0, reading - products / Double(threads))
            return (products + transforms) / Double(threads) + waiting
        }
    }
}
