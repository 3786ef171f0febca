import Kernels

/// Convolution as im2col and GEMM: `output[outputs][positions] = weights[outputs][k] columns[k][positions]`.
///
/// The work is cut into tiles of positions, each small enough that its columns stay in the second-level cache. Where
/// a picture has fewer positions than outputs, it is cut by outputs instead, and all workers share one im2col matrix. A 1x1 window with stride 1 needs no im2col: the input is the matrix.
@safe struct Convolution: Layer {
    /// The floats of im2col columns that a tile may have.
    ///
    /// OpenBLAS packs the weights anew for every tile, so larger tiles than fit a second-level cache still
    /// pay; measured by `facetop bench`.
    private static let tileCapacity = 1 << 19
    /// GEMM is slow on fewer positions than this.
    private static let smallestTile = 64
    /// Below so many multiplications, waking a second thread takes longer than they do.
    private static let leastShared = 1 << 21

    private let context: LayerContext
    private let window: Window
    private let weights: AlignedBuffer
    private let bias: AlignedBuffer?
    private let relu: Bool

    private let outputs: Int
    private let positions: Int
    /// Rows of the im2col matrix.
    private let k: Int
    /// Positions of a tile; all of them where the tiles are cut by outputs.
    private let tile: Int
    private let readsInputDirectly: Bool
    private let crew: Crew

    init(_ context: LayerContext, window: Window, weights: [Float], bias: [Float], relu: Bool) {
        self.context = context
        self.window = window
        self.weights = AlignedBuffer(weights)
        self.bias = bias.isEmpty ? nil : AlignedBuffer(bias)
        self.relu = relu
        outputs = context.output.shape.channels
        positions = window.output.height * window.output.width
        k = window.channels * window.kernel.height * window.kernel.width
        readsInputDirectly =
            window.kernel == Extent(1) && window.stride == Extent(1) && window.padding == Extent(0)

        crew = outputs * positions * k < Self.leastShared ? Crew(Workers(count: 1)) : context.crew
        let workers = crew.count
        if workers > 1, positions < Self.smallestTile * workers, positions < outputs {
            tile = positions
            context.scratch.reserve(shared: readsInputDirectly ? 0 : k * positions, perWorker: 0)
        } else {
            // Whole rounds, so that all workers end together.
            let largest = max(Self.smallestTile, Self.tileCapacity / k)
            let rounds = (positions + largest * workers - 1) / (largest * workers)
            tile = (positions + rounds * workers - 1) / (rounds * workers)
            context.scratch.reserve(shared: 0, perWorker: readsInputDirectly ? 0 : k * tile)
        }
    }

    func run() {
        if tile == positions, crew.count > 1 { runByOutputs() } else { runByPositions() }
    }

    private func runByPositions() {
        crew.perform((positions + tile - 1) / tile) { index, worker in
            let columns = index * tile..<min(positions, (index + 1) * tile)
            if readsInputDirectly {
                unsafe multiply(
                    0..<outputs,
                    columns,
                    context.input.pointer + columns.lowerBound,
                    stride: positions
                )
            } else {
                let scratch = unsafe context.scratch.perWorker[worker].pointer
                unsafe context.kernels.im2col(
                    window,
                    columns: columns,
                    from: context.input.pointer,
                    into: scratch
                )
                unsafe multiply(0..<outputs, columns, scratch, stride: columns.count)
            }
        }
    }

    private func runByOutputs() {
        var matrix = unsafe UnsafePointer(context.input.pointer)
        if !readsInputDirectly {
            let shared = unsafe context.scratch.shared.pointer
            let taps = window.kernel.height * window.kernel.width
            let plane = window.input.height * window.input.width
            crew.split(window.channels, grain: 8) { channels in
                var part = window
                part.channels = channels.count
                unsafe context.kernels.im2col(
                    part,
                    columns: 0..<positions,
                    from: context.input.pointer + channels.lowerBound * plane,
                    into: shared + channels.lowerBound * taps * positions
                )
            }
            unsafe matrix = UnsafePointer(shared)
        }
        crew.split(outputs, grain: 8) { rows in
            unsafe multiply(rows, 0..<positions, matrix, stride: positions)
        }
    }

    /// Multiplies some rows of the weights by some columns, and adds bias and activation while they are in cache.
    private func multiply(
        _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ matrix: UnsafePointer<Float>,
        stride: Int
    ) {
        let output = unsafe context.output.pointer + rows.lowerBound * positions + columns.lowerBound
        unsafe GEMM.multiply(
            m: rows.count,
            n: columns.count,
            k: k,
            weights.pointer + rows.lowerBound * k,
            strideA: k,
            matrix,
            strideB: stride,
            into: output,
            strideC: positions
        )
        unsafe context.kernels.epilogue(
            rows: rows.count,
            columns: columns.count,
            stride: positions,
            bias: bias.map { unsafe UnsafePointer($0.pointer + rows.lowerBound) },
            relu: relu,
            output
        )
    }
}
