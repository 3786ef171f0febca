import Kernels

/// Local response normalisation across channels.
final class LocalResponseNorm: Layer, CrewWork {
    private let context: LayerContext
    private let size: Int
    private let alpha: Float
    private let beta: Float
    private let k: Float

    init(_ context: LayerContext, size: Int, alpha: Float, beta: Float, k: Float) {
        self.context = context
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k
    }

    func run() {
        let input = context.input
        context.crew.perform(self, length: input.pixels, grain: max(1, 4096 / input.shape.channels))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        let input = context.input
        let output = context.output
        unsafe context.kernels.localResponseNormalize(
            pixels: pixels.count,
            channels: input.shape.channels,
            size: size,
            alpha: alpha,
            beta: beta,
            k: k,
            from: input.pointer + pixels.lowerBound * input.stride,
            stride: input.stride,
            into: output.pointer + pixels.lowerBound * output.stride,
            stride: output.stride
        )
    }
}

/// Scales each pixel's channels to length 1, then each channel by its own factor.
final class ChannelNormalize: Layer, CrewWork {
    private let context: LayerContext
    private let scale: AlignedBuffer
    private let epsilon: Float

    init(_ context: LayerContext, scale: AlignedBuffer, epsilon: Float) {
        self.context = context
        self.scale = scale
        self.epsilon = epsilon
    }

    func run() {
        context.crew.perform(self, length: context.input.pixels, grain: max(1, 8192 / scale.count))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        let input = context.input
        let output = context.output
        unsafe context.kernels.channelNormalize(
            pixels: pixels.count,
            epsilon: epsilon,
            scale: scale,
            from: input.pointer + pixels.lowerBound * input.stride,
            stride: input.stride,
            into: output.pointer + pixels.lowerBound * output.stride,
            stride: output.stride
        )
    }
}

/// Scales a whole value to length 1.
struct L2Normalize: Layer {
    let context: LayerContext
    let epsilon: Float

    func run() {
        let input = unsafe context.input.values
        var sum: Float = 0
        for index in input.indices { unsafe sum += input[index] * input[index] }
        unsafe context.kernels.affine(
            count: context.output.count,
            scale: 1 / (sum + epsilon).squareRoot(),
            shift: 0,
            relu: false,
            context.input.pointer,
            into: context.output.pointer
        )
    }
}

/// Softmax along one axis.
final class Softmax: Layer, CrewWork {
    private let context: LayerContext
    private let length: Int
    private let inner: Int
    private let outer: Int

    init(_ context: LayerContext, axis: Int) {
        self.context = context
        let extents = context.input.shape.extents
        length = extents[axis]
        inner = extents[(axis + 1)...].reduce(1, *)
        outer = extents[..<axis].reduce(1, *)
    }

    func run() { context.crew.perform(self, length: outer, grain: 1024) }

    func compute(_ rows: Range<Int>, worker: Int) {
        let first = rows.lowerBound * length * inner
        unsafe context.kernels.softmax(
            rows: rows.count,
            length: length,
            inner: inner,
            from: context.input.pointer + first,
            into: context.output.pointer + first
        )
    }
}
