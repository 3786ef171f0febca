import Kernels

/// Convolutions the way they were first computed: the windows of some output pixels are copied to the rows of a matrix
/// (im2col), which OpenBLAS multiplies with the weights.
@safe final class Im2colConvolutionLayer: Layer, CrewWork {
    /// Bytes of a piece's matrix: half of a second-level cache.
    private static let matrixBytes = 1 << 19

    /// One convolution of the step.
    private struct Part {
        let columns: ConvolutionPart
        let output: Blob
        let residual: Blob?
        /// `[taps * channels][outputs]`.
        let weights: AlignedBuffer
        let slopes: AlignedBuffer
    }

    private let context: LayerContext
    private let window: Window
    private let parts: [Part]
    /// What stands for a pixel outside of the picture.
    private let outside: AlignedBuffer
    /// Whether the picture is the matrix.
    private let isPicture: Bool
    private let pieces: Int

    init(_ context: LayerContext, size: ConvolutionSize, columns: ConvolutionColumns) {
        self.context = context
        let window = size.window
        self.window = window
        outside = AlignedBuffer(
            size.outside.isEmpty ? [Float](repeating: 0, count: window.channels) : size.outside
        )
        isPicture =
            window.kernel == Extent(1) && window.stride == Extent(1) && window.padding == Extent(0)
            && window.output == window.input
        parts = columns.parts.enumerated().map { index, part in
            let slopes = part.activation.slopes(channels: part.outputs)
            return Part(
                columns: part,
                output: context.outputs[index],
                residual: part.addsResidual ? context.inputs[1] : nil,
                weights: Self.weights(of: part, window),
                slopes: AlignedBuffer(slopes)
            )
        }
        let depth = window.kernel.height * window.kernel.width * window.channels
        let rows = window.output.height * window.output.width
        let most = max(1, Self.matrixBytes / 4 / depth)
        let crew = context.crew.count
        pieces = min(rows, ((rows + most - 1) / most + crew - 1) / crew * crew)
        let largest = (rows + pieces - 1) / pieces
        context.scratch.reserve(shared: 0, perWorker: isPicture ? 0 : largest * depth)
    }

    private static func weights(of part: ConvolutionPart, _ window: Window) -> AlignedBuffer {
        let (taps, channels) = (window.kernel.height * window.kernel.width, window.channels)
        let weights = AlignedBuffer(count: taps * channels * part.outputs)
        for output in 0..<part.outputs {
            for channel in 0..<channels {
                for tap in 0..<taps {
                    unsafe weights.pointer[(tap * channels + channel) * part.outputs + output] =
                        part.weights[(output * channels + channel) * taps + tap]
                }
            }
        }
        return weights
    }

    func run() {
        context.crew.perform(self, length: window.output.height * window.output.width, parts: pieces)
    }

    func compute(_ rows: Range<Int>, worker: Int) {
        let depth = window.kernel.height * window.kernel.width * window.channels
        let stride = isPicture ? context.input.stride : depth
        if !isPicture { unsafe fill(context.scratch.perWorker[worker].pointer, with: rows) }
        let matrix =
            unsafe isPicture
            ? context.input.pointer + rows.lowerBound * stride : context.scratch.perWorker[worker].pointer
        for part in parts {
            prepare(part, rows)
            let output = part.output
            unsafe GEMM.multiply(
                rows: rows.count,
                columns: part.columns.outputs,
                depth: depth,
                matrix,
                stride: stride,
                part.weights.pointer,
                stride: part.columns.outputs,
                addingTo: output.pointer + rows.lowerBound * output.stride,
                stride: output.stride
            )
            activate(part, rows)
        }
    }

    /// Copies the windows of some output pixels, each to a row.
    private func fill(_ matrix: UnsafeMutablePointer<Float>, with rows: Range<Int>) {
        let (channels, bytes) = (window.channels, window.channels * 4)
        var target = unsafe matrix
        for row in rows {
            let top = row / window.output.width * window.stride.height - window.padding.height
            let left = row % window.output.width * window.stride.width - window.padding.width
            for ky in 0..<window.kernel.height {
                let y = top + ky * window.dilation.height
                for kx in 0..<window.kernel.width {
                    let x = left + kx * window.dilation.width
                    let isInside =
                        (0..<window.input.height).contains(y) && (0..<window.input.width).contains(x)
                    let pixel =
                        unsafe isInside
                        ? context.input.pointer + (y * window.input.width + x) * context.input.stride
                        : outside.pointer
                    unsafe UnsafeMutableRawPointer(target).copyMemory(from: pixel, byteCount: bytes)
                    unsafe target += channels
                }
            }
        }
    }

    /// Writes what is added to the sums: the bias, and the residual.
    private func prepare(_ part: Part, _ rows: Range<Int>) {
        for row in rows {
            let target = unsafe part.output.pointer + row * part.output.stride
            for column in 0..<part.columns.outputs {
                var value = part.columns.bias.isEmpty ? 0 : part.columns.bias[column]
                if let residual = part.residual {
                    value += unsafe residual.pointer[row * residual.stride + column]
                }
                unsafe target[column] = value
            }
        }
    }

    private func activate(_ part: Part, _ rows: Range<Int>) {
        let (stride, limits) = (part.output.stride, part.columns.activation.limits)
        let first = unsafe part.output.pointer + rows.lowerBound * stride
        if part.slopes.count > 0 {
            unsafe context.kernels.slope(
                pixels: rows.count,
                slopes: part.slopes,
                first,
                stride: stride,
                into: first,
                stride: stride
            )
        }
        guard let limits else { return }
        for row in 0..<rows.count {
            let pixel = unsafe first + row * stride
            unsafe context.kernels.function(.clip(limits), count: part.columns.outputs, pixel, into: pixel)
        }
    }
}
