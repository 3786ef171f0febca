import Kernels

/// A convolution whose output only a pooling reads: strips of some lines are pooled while they are in the cache, and the
/// whole is never written.
@safe final class PooledConvolutionLayer: Layer, CrewWork {
    /// Bytes of a strip, which stays in the second-level cache.
    private static let stripBytes = 3 << 16
    /// A piece of work has at least so many lines of the pooling, since each begins with lines that the one before has
    /// computed, too.
    private static let leastLines = 4

    private let context: LayerContext
    private let windows: WindowProduct
    private let kind: Pooling
    /// The pooling's windows over the convolution's output.
    private let pool: Window
    /// For each worker, its strip, and the product that writes there.
    private let strips: [(product: Product, lines: AlignedBuffer)]
    /// Lines of the pooling that a strip is for.
    private let step: Int

    init(
        _ context: LayerContext,
        columns: ConvolutionColumns,
        _ windows: WindowProduct,
        _ kind: Pooling,
        _ pool: Window
    ) {
        (self.context, self.windows, self.kind, self.pool) = (context, windows, kind, pool)
        let line = pool.input.width * pool.channels
        let most = Self.stripBytes / (line * 4)
        step = max(1, min(pool.output.height, (most - pool.kernel.height) / pool.stride.height + 1))
        let lines = min(pool.input.height, (step - 1) * pool.stride.height + pool.kernel.height)
        strips = (0..<context.crew.count).map { _ in
            let strip = AlignedBuffer(count: lines * line)
            let product = Product(weightsOf: windows.product)
            unsafe columns.aim(product, at: strip.pointer, stride: pool.channels)
            return (product, strip)
        }
    }

    /// Whether the lines that one of the pooling reads are a strip.
    static func fits(_ pool: Window) -> Bool {
        pool.kernel.height * pool.input.width * pool.channels * 4 <= stripBytes
    }

    func run() {
        windows.read()
        let threads = context.crew.count
        let most = threads > 1 ? threads * 2 : 1
        let parts = max(1, min(most, pool.output.height / Self.leastLines))
        context.crew.perform(self, length: pool.output.height, parts: parts)
    }

    func compute(_ part: Range<Int>, worker: Int) {
        var done = 0..<0
        for first in stride(from: part.lowerBound, to: part.upperBound, by: step) {
            let wanted = first..<min(first + step, part.upperBound)
            let lines = input(of: wanted)
            convolve(lines, after: done, strips[worker])
            poolLines(wanted, from: lines, strips[worker].lines)
            done = lines
        }
    }

    /// The convolution's lines that some lines of the pooling read.
    private func input(of lines: Range<Int>) -> Range<Int> {
        let first = lines.lowerBound * pool.stride.height - pool.padding.height
        let last = (lines.upperBound - 1) * pool.stride.height - pool.padding.height + pool.kernel.height
        return (first..<last).clamped(to: 0..<pool.input.height)
    }

    /// Fills a strip with some lines, of which it may have the first ones at its end.
    private func convolve(
        _ lines: Range<Int>,
        after done: Range<Int>,
        _ strip: (product: Product, lines: AlignedBuffer)
    ) {
        let line = pool.input.width * pool.channels
        let kept = lines.clamped(to: done)
        if !kept.isEmpty {
            let start = unsafe strip.lines.pointer + (kept.lowerBound - done.lowerBound) * line
            unsafe strip.lines.pointer.update(from: start, count: kept.count * line)
        }
        let width = pool.input.width
        let missing = lines.lowerBound + kept.count..<lines.upperBound
        context.kernels.convolve(
            strip.product,
            windows.patches,
            rows: missing.lowerBound * width..<missing.upperBound * width,
            groups: 0..<strip.product.groups,
            origin: lines.lowerBound * width
        )
    }

    /// Pools a strip.
    private func poolLines(_ wanted: Range<Int>, from lines: Range<Int>, _ strip: AlignedBuffer) {
        var window = pool
        window.input.height = lines.count
        window.output.height = wanted.count
        window.padding.height =
            lines.lowerBound - (wanted.lowerBound * pool.stride.height - pool.padding.height)
        let output = context.output
        unsafe context.kernels.pool(
            kind,
            window,
            pixels: 0..<wanted.count * pool.output.width,
            from: strip.pointer,
            stride: pool.channels,
            into: output.pointer + wanted.lowerBound * pool.output.width * output.stride,
            stride: output.stride
        )
    }
}
