import Kernels

/// `x * scale[c] + shift[c]`, with a ReLU if asked.
///
/// Pixels of a few channels would each fill a part of a vector: sixteen of them are then one with all their channels.
final class ChannelScale: Layer, CrewWork {
    private let context: LayerContext
    private let scale: AlignedBuffer
    private let shift: AlignedBuffer
    private let relu: Bool
    /// How many pixels `scale` and `shift` are for.
    private let joined: Int

    init(_ context: LayerContext, scale: [Float], shift: [Float], relu: Bool) {
        self.context = context
        self.relu = relu
        let mayJoin = scale.count < 16 && context.input.pixels.isMultiple(of: 16)
        joined = mayJoin ? 16 : 1
        self.scale = AlignedBuffer((0..<joined).flatMap { _ in scale })
        self.shift = AlignedBuffer((0..<joined).flatMap { _ in shift })
    }

    func run() {
        let pixels = context.input.pixels / joined
        context.crew.perform(self, length: pixels, grain: max(1, (1 << 14) / scale.count))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        unsafe context.kernels.affine(
            pixels: pixels.count,
            scale: scale,
            shift: shift,
            relu: relu,
            context.input.pointer + pixels.lowerBound * scale.count,
            stride: scale.count,
            into: context.output.pointer + pixels.lowerBound * scale.count,
            stride: scale.count
        )
    }
}

/// `max(0, x)`.
final class ReLU: Layer, CrewWork {
    private let context: LayerContext

    init(_ context: LayerContext) { self.context = context }

    func run() { context.crew.perform(self, length: context.output.count, grain: 1 << 14) }

    func compute(_ part: Range<Int>, worker: Int) {
        unsafe context.kernels.affine(
            count: part.count,
            scale: 1,
            shift: 0,
            relu: true,
            context.input.pointer + part.lowerBound,
            into: context.output.pointer + part.lowerBound
        )
    }
}

/// Sum, product or maximum of two or more values of one shape.
final class EltwiseLayer: Layer, CrewWork {
    private let context: LayerContext
    private let kind: Operation.Eltwise
    private let relu: Bool

    init(_ context: LayerContext, kind: Operation.Eltwise, relu: Bool) {
        self.context = context
        self.kind = kind
        self.relu = relu
    }

    func run() { context.crew.perform(self, length: context.output.count, grain: 1 << 14) }

    func compute(_ part: Range<Int>, worker: Int) {
        for index in 1..<context.inputs.count { join(index, part) }
    }

    /// Joins input `index` to what is joined already: input 0 at first, the output after that.
    private func join(_ index: Int, _ part: Range<Int>) {
        let output = unsafe context.output.pointer + part.lowerBound
        let first = unsafe index == 1 ? context.inputs[0].pointer + part.lowerBound : output
        let next = unsafe context.inputs[index].pointer + part.lowerBound
        switch kind {
        case .sum(let coefficients):
            let isLast = index == context.inputs.count - 1
            unsafe context.kernels.sum(
                count: part.count,
                index == 1 ? coefficients[0] : 1,
                first,
                coefficients[index],
                next,
                relu: relu && isLast,
                into: output
            )
        case .product: unsafe context.kernels.product(count: part.count, first, next, into: output)
        case .maximum: unsafe context.kernels.maximum(count: part.count, first, next, into: output)
        }
    }
}
