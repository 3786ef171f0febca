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

/// Copies pictures into some channels of another, smaller ones into the middle of zeros: what of a concatenation
/// the layers before it have not written there themselves.
struct ChannelCopy: Layer {
    let context: LayerContext
    /// For each input, the first channel that it has in the output.
    let channels: [Int]

    func run() {
        let output = context.output
        let size = output.shape.spatial
        for (input, channel) in zip(context.inputs, channels) {
            let own = input.shape.spatial
            let top = (size.height - own.height) / 2
            let left = (size.width - own.width) / 2
            let count = input.shape.channels
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let target = unsafe output.pointer + (y * size.width + x) * output.stride + channel
                    if (top..<top + own.height).contains(y), (left..<left + own.width).contains(x) {
                        let source = (y - top) * own.width + x - left
                        unsafe target.update(from: input.pointer + source * input.stride, count: count)
                    } else {
                        unsafe target.update(repeating: 0, count: count)
                    }
                }
            }
        }
    }
}

/// Copies a value from one order of its numbers to the other.
struct LayoutChange: Layer {
    let context: LayerContext

    func run() {
        let input = context.input
        let output = context.output
        for c in 0..<input.shape.channels {
            for pixel in 0..<input.pixels {
                unsafe output.pointer[Self.index(c, pixel, in: output)] =
                    input.pointer[Self.index(c, pixel, in: input)]
            }
        }
    }

    private static func index(_ channel: Int, _ pixel: Int, in blob: Blob) -> Int {
        blob.layout == .planar ? channel * blob.pixels + pixel : pixel * blob.stride + channel
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
