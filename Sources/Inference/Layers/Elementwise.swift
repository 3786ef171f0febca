import Kernels

/// `x * scale[c] + shift[c]`, with a ReLU if asked.
struct ChannelScale: Layer {
    let context: LayerContext
    let scale: AlignedBuffer
    let shift: AlignedBuffer
    let relu: Bool

    func run() {
        let input = context.input
        let output = context.output
        context.crew.split(input.pixels, grain: max(1, (1 << 14) / scale.count)) { pixels in
            unsafe context.kernels.affine(
                pixels: pixels.count,
                scale: scale,
                shift: shift,
                relu: relu,
                input.pointer + pixels.lowerBound * input.stride,
                stride: input.stride,
                into: output.pointer + pixels.lowerBound * output.stride,
                stride: output.stride
            )
        }
    }
}

/// `max(0, x)`.
struct ReLU: Layer {
    let context: LayerContext

    func run() {
        context.crew.split(context.output.count, grain: 1 << 14) { part in
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
}

/// Sum, product or maximum of two or more values of one shape.
struct EltwiseLayer: Layer {
    let context: LayerContext
    let kind: Operation.Eltwise
    let relu: Bool

    func run() {
        context.crew.split(context.output.count, grain: 1 << 14) { part in
            for index in 1..<context.inputs.count { join(index, part) }
        }
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
