import Kernels

extension KernelSet {
    /// Measures how many multiply-adds a second one thread reaches on a product that fits the first-level cache: what
    /// a layer's speed can be compared with.
    func peakRate(of number: Number) -> Double {
        let words = 128
        let rows = 12
        let sums = number == .uint8 ? byteSums.last ?? .wide : .wide
        let product = Product(number: number, sums: sums, taps: 1, words: words, groups: 4)
        let rowBytes = words * 4
        let input = AlignedBuffer(count: rows * words)
        let output = AlignedBuffer(count: rows * 4 * Product.columnsOfGroup)
        for group in 0..<product.groups {
            unsafe product.setTarget(
                group: group,
                columns: Product.columnsOfGroup,
                out: output.pointer + group * Product.columnsOfGroup,
                stride: 4 * Product.columnsOfGroup,
                residual: nil
            )
        }
        let one = Extent(1)
        let line = Extent(height: 1, width: rows)
        let patches = unsafe Patches(
            window: Window(
                channels: words,
                input: line,
                kernel: one,
                stride: one,
                padding: Extent(0),
                dilation: one,
                output: line
            ),
            input: input.pointer,
            rowBytes: rows * rowBytes,
            pixelBytes: rowBytes,
            border: input.pointer
        )
        let work = Double(rows * words * number.perWord * 4 * Product.columnsOfGroup)
        var best = 0.0
        for _ in 0..<20 {
            let elapsed = ContinuousClock().measure {
                for _ in 0..<100 { convolve(product, patches, rows: 0..<rows, groups: 0..<4) }
            }
            best = max(best, work * 100 * 1e18 / Double(elapsed.components.attoseconds))
        }
        return best
    }
}
