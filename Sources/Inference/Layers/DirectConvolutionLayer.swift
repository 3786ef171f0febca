import Kernels

/// Convolutions as products whose rows are read from the picture itself.
@safe final class DirectConvolutionLayer: Layer, CrewWork {
    /// Bytes of a picture that a piece of work reads, so that they stay in the second-level cache beside the weights.
    private static let blockBytes = 1 << 18
    /// A piece of work has at least so many multiplications of words: they take two microseconds, as long as it takes
    /// to share them.
    private static let leastWork = 1 << 17

    private let context: LayerContext
    private let windows: WindowProduct
    private let blocks: (rows: Int, groups: Int)
    /// Output pixels, and panels of four groups, which a tile of the product computes at once.
    private let rows: Int
    private let panels: Int

    init(_ context: LayerContext, columns: ConvolutionColumns, _ windows: WindowProduct) {
        (self.context, self.windows) = (context, windows)
        columns.aim(windows.product, at: context)
        rows = context.output.pixels
        panels = (columns.groups + 3) / 4
        blocks = Self.blocks(of: windows, rows: rows, panels: panels, threads: context.crew.count)
    }

    func run() {
        windows.read()
        let parts = blocks.rows * blocks.groups
        context.crew.perform(self, length: parts, parts: parts)
    }

    func compute(_ part: Range<Int>, worker: Int) {
        let row = part.lowerBound / blocks.groups
        let column = part.lowerBound % blocks.groups
        let groups = panels * column / blocks.groups * 4..<panels * (column + 1) / blocks.groups * 4
        context.kernels.convolve(
            windows.product,
            windows.patches,
            rows: rows * row / blocks.rows..<rows * (row + 1) / blocks.rows,
            groups: groups.clamped(to: 0..<windows.product.groups)
        )
    }

    /// In how many pieces the work is cut, by rows and by columns: as large as the caches bear, and small enough that all
    /// threads finish together.
    private static func blocks(of windows: WindowProduct, rows: Int, panels: Int, threads: Int)
        -> (rows: Int, groups: Int)
    {
        let most = max(leastWork / windows.workPerRow, min(rows, blockBytes / windows.rowBytes), 1)
        var parts = (rows + most - 1) / most
        if threads > 1 {
            parts = min(max(1, rows * windows.workPerRow / leastWork), max(parts, threads * 2))
        }
        // Few rows are cut by columns instead.
        let byRows = max(1, min(parts, rows / 12))
        return (byRows, max(1, min(parts / byRows, panels)))
    }
}
