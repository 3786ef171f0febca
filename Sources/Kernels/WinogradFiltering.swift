/// One of Winograd's minimal filterings, F(tile x tile, kernel x kernel) at a stride: a tile of outputs from fewer
/// products than its windows have taps.
public struct WinogradFiltering: Sendable, Hashable {
    /// Outputs of a tile each way: 2, 4, or 6 at stride 1.
    public let tile: Int
    /// Taps of a filter each way: 3, or 5 for tiles of 2 at stride 1.
    public let kernel: Int
    /// From window to window each way: 1 or 2.
    public let stride: Int

    /// The filtering for a window; nil where there is none.
    public init?(tile: Int, _ window: Window) {
        let (kernel, stride) = (window.kernel.height, window.stride.height)
        let tiles = kernel == 5 ? [2] : stride == 1 ? [2, 4, 6] : [2, 4]
        guard tiles.contains(tile), kernel == 3 && (1...2).contains(stride) || kernel == 5 && stride == 1,
            window.kernel == Extent(kernel),
            window.stride == Extent(stride),
            stride == 1 || window.dilation == Extent(1)
        else { return nil }
        (self.tile, self.kernel, self.stride) = (tile, kernel, stride)
    }

    /// Products of a tile each way, and pixels that it reads.
    public var points: Int { stride * (tile - 1) + kernel }

    /// How many of them have weights of their own, each way; the last one's are those of all that are left.
    public var kinds: Int { stride == 1 ? points : tile + 2 }

    /// How many tiles cover a picture.
    public func tiles(_ window: Window) -> Int {
        let down = (window.output.height + window.dilation.height - 1) / window.dilation.height
        let across = (window.output.width + window.dilation.width - 1) / window.dilation.width
        return window.dilation.height * window.dilation.width * ((down + tile - 1) / tile)
            * ((across + tile - 1) / tile)
    }

    /// By how much the transformed input is at most larger than the input, for each kind of product.
    ///
    /// - Parameter isSigned: whether the input has numbers below 0; else those of a sum cannot all count.
    /// - Returns: `kinds * kinds` factors.
    public func inputGrowth(isSigned: Bool) -> [Float] {
        let rows = growth
        return rows.flatMap { y in
            rows.map { x in
                guard !isSigned else { return (y.above + y.below) * (x.above + x.below) }
                return max(y.above * x.above + y.below * x.below, y.above * x.below + y.below * x.above)
            }
        }
    }

    /// Each row of B^T (winograd_columns.h): what its numbers above 0 come to, and those below.
    private var growth: [(above: Float, below: Float)] {
        switch (kernel, stride, tile) {
        case (3, 1, 2): [(1, 1), (2, 0), (1, 1), (1, 1)]
        case (3, 1, 6):
            [
                (6.25, 6.25), (4, 8.5), (6.25, 6.25), (3.75, 3.75), (3.75, 3.75), (7.5, 7.5), (7.5, 7.5),
                (6.25, 6.25),
            ]
        case (3, 2, 2): [(1, 1), (1, 0), (1, 1), (1, 0)]
        case (3, 2, _): [(3, 3), (1, 3), (3, 3), (1, 1), (3, 3), (1, 0)]
        default: [(5, 5), (2, 8), (5, 5), (3, 3), (3, 3), (5, 5)]
        }
    }
}
