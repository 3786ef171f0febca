import Kernels

/// Joins values along an axis.
struct ConcatLayer: Layer {
    let context: LayerContext
    let axis: Int

    func run() {
        let inner = context.output.shape.extents[axis...].reduce(1, *)
        let outer = context.output.count / inner
        var offset = 0
        for input in context.inputs {
            let block = input.count / outer
            for row in 0..<outer {
                unsafe (context.output.pointer + row * inner + offset)
                    .update(from: input.pointer + row * block, count: block)
            }
            offset += block
        }
    }
}

/// Joins values along channels, smaller ones in the middle of zeros.
struct DepthConcatLayer: Layer {
    let context: LayerContext

    func run() {
        let size = context.output.shape.spatial
        var channel = 0
        for input in context.inputs {
            let own = input.shape.spatial
            let top = (size.height - own.height) / 2
            let left = (size.width - own.width) / 2
            for c in 0..<input.shape.channels {
                let target = unsafe context.output.pointer + (channel + c) * size.height * size.width
                let source = unsafe input.pointer + c * own.height * own.width
                if own == size {
                    unsafe target.update(from: source, count: own.height * own.width)
                    continue
                }
                unsafe target.update(repeating: 0, count: size.height * size.width)
                for y in 0..<own.height {
                    unsafe (target + (top + y) * size.width + left)
                        .update(from: source + y * own.width, count: own.width)
                }
            }
            channel += input.shape.channels
        }
    }
}

/// Reorders axes.
struct Permute: Layer {
    let context: LayerContext
    /// For each output axis, how far apart its steps are in the input.
    private let strides: [Int]
    private let extents: [Int]

    init(_ context: LayerContext, order: [Int]) {
        self.context = context
        let input = context.input.shape.extents
        var inputStrides = [Int](repeating: 1, count: input.count)
        for axis in input.indices.dropLast().reversed() {
            inputStrides[axis] = inputStrides[axis + 1] * input[axis + 1]
        }
        // Four axes, so that the loops below are fixed; missing ones have one step.
        let missing = 4 - order.count
        strides = [Int](repeating: 0, count: missing) + order.map { inputStrides[$0] }
        extents = [Int](repeating: 1, count: missing) + context.output.shape.extents
    }

    func run() {
        var target = unsafe context.output.pointer
        for a in 0..<extents[0] {
            for b in 0..<extents[1] {
                for c in 0..<extents[2] {
                    var source =
                        unsafe context.input.pointer + a * strides[0] + b * strides[1] + c * strides[2]
                    for _ in 0..<extents[3] {
                        unsafe target.pointee = source.pointee
                        unsafe target += 1
                        unsafe source += strides[3]
                    }
                }
            }
        }
    }
}
