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
        let rows = inputRows.prefix(kinds).map { row in
            (above: row.reduce(0) { $0 + max($1, 0) }, below: row.reduce(0) { $0 - min($1, 0) })
        }
        return rows.flatMap { y in
            rows.map { x in
                guard !isSigned else { return (y.above + y.below) * (x.above + x.below) }
                return max(y.above * x.above + y.below * x.below, y.above * x.below + y.below * x.above)
            }
        }
    }

    /// How large the numbers of a transformed picture are at most, for each kind of product.
    ///
    /// - Parameters:
    ///   - picture: `[height][width][channels]` of the window's input.
    ///   - window: what the filtering is for.
    /// - Returns: `kinds * kinds` sizes.
    public func largestInputs(of picture: Span<Float>, _ window: Window) -> [Float] {
        var largest = [Float](repeating: 0, count: kinds * kinds)
        // Dilated tiles begin everywhere.
        let down = window.dilation.height == 1 ? tile : 1
        let across = window.dilation.width == 1 ? tile : 1
        let transform = inputRows
        for oy in Swift.stride(from: 0, to: window.output.height, by: down) {
            for ox in Swift.stride(from: 0, to: window.output.width, by: across) {
                for channel in 0..<window.channels {
                    let pixels = (0..<points * points).map { point in
                        Self.pixel(
                            of: picture,
                            window,
                            y: oy * stride - window.padding.height + point / points * window.dilation.height,
                            x: ox * stride - window.padding.width + point % points * window.dilation.width,
                            channel
                        )
                    }
                    for (point, number) in transformed(pixels, by: transform).enumerated() {
                        let kind = min(point / points, kinds - 1) * kinds + min(point % points, kinds - 1)
                        largest[kind] = max(largest[kind], abs(number))
                    }
                }
            }
        }
        return largest
    }

    /// B^T d B of one tile, `[points][points]`.
    private func transformed(_ pixels: [Float], by rows: [[Float]]) -> [Float] {
        let indices = 0..<points * points
        let columns = indices.map { at in
            (0..<points).reduce(0) { $0 + rows[at / points][$1] * pixels[$1 * points + at % points] }
        }
        return indices.map { at in
            (0..<points).reduce(0) { $0 + rows[at % points][$1] * columns[at / points * points + $1] }
        }
    }

    /// A number of a picture; 0 outside.
    private static func pixel(of picture: Span<Float>, _ window: Window, y: Int, x: Int, _ channel: Int)
        -> Float
    {
        let input = window.input
        guard (0..<input.height).contains(y), (0..<input.width).contains(x) else { return 0 }
        return picture[(y * input.width + x) * window.channels + channel]
    }

    /// B^T (winograd_columns.h), a row for each product; those from the last kind on have its weights.
    private var inputRows: [[Float]] {
        switch (kernel, stride, tile) {
        case (3, 1, 2): [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]
        case (3, 1, 6):
            [
                [1, 0, -5.25, 0, 5.25, 0, -1, 0], [0, 1, 1, -4.25, -4.25, 1, 1, 0],
                [0, -1, 1, 4.25, -4.25, -1, 1, 0], [0, 0.5, 0.25, -2.5, -1.25, 2, 1, 0],
                [0, -0.5, 0.25, 2.5, -1.25, -2, 1, 0], [0, 2, 4, -2.5, -5, 0.5, 1, 0],
                [0, -2, 4, 2.5, -5, -0.5, 1, 0], [0, -1, 0, 5.25, 0, -5.25, 0, 1],
            ]
        case (3, 2, 2):
            [[1, 0, -1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, -1], [0, 1, 0, 0, 0], [0, 0, 0, 1, 0]]
        case (3, 2, _):
            [
                [2, 0, -1, 0, -2, 0, 1, 0, 0], [0, 0, -2, 0, -1, 0, 1, 0, 0], [0, 0, 2, 0, -3, 0, 1, 0, 0],
                [0, 0, -1, 0, 0, 0, 1, 0, 0], [0, 0, 2, 0, -1, 0, -2, 0, 1], [0, 1, 0, 0, 0, 0, 0, 0, 0],
                [0, 0, 0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 1, 0],
            ]
        default:
            [
                [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0],
                [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
            ]
        }
    }
}
