import Kernels

/// `weights x + bias`.
struct Linear: Layer {
    let context: LayerContext
    let weights: AlignedBuffer
    let bias: AlignedBuffer?

    func run() {
        let k = context.input.count
        context.crew.split(context.output.count, grain: max(1, (1 << 15) / k)) { rows in
            unsafe GEMM.multiply(
                m: rows.count,
                k: k,
                weights.pointer + rows.lowerBound * k,
                vector: context.input.pointer,
                into: context.output.pointer + rows.lowerBound
            )
        }
        guard let bias else { return }
        unsafe context.kernels.sum(
            count: context.output.count,
            1,
            context.output.pointer,
            1,
            bias.pointer,
            relu: false,
            into: context.output.pointer
        )
    }
}
