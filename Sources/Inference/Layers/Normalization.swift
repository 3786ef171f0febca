import Glibc
import Kernels

/// Local response normalisation across channels.
struct LocalResponseNorm: Layer {
    let context: LayerContext
    let size: Int
    let alpha: Float
    let beta: Float
    let k: Float

    func run() {
        let input = context.input
        let output = context.output
        context.crew.split(input.pixels, grain: max(1, 4096 / input.shape.channels)) { pixels in
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
}

/// Scales each pixel's channels to length 1, then each channel by its own factor.
struct ChannelNormalize: Layer {
    let context: LayerContext
    let scale: AlignedBuffer
    let epsilon: Float

    func run() {
        let input = context.input
        let output = context.output
        context.crew.split(input.pixels, grain: max(1, 8192 / scale.count)) { pixels in
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
struct Softmax: Layer {
    let context: LayerContext
    let axis: Int

    func run() {
        let extents = context.input.shape.extents
        let length = extents[axis]
        let inner = extents[(axis + 1)...].reduce(1, *)
        let outer = extents[..<axis].reduce(1, *)
        let input = unsafe context.input.values
        let output = unsafe context.output.values
        context.crew.split(outer, grain: 1024) { rows in
            for row in rows {
                for column in 0..<inner {
                    let first = row * length * inner + column
                    var largest = -Float.infinity
                    for i in 0..<length { largest = unsafe max(largest, input[first + i * inner]) }
                    var sum: Float = 0
                    for i in 0..<length {
                        let value = unsafe expf(input[first + i * inner] - largest)
                        unsafe output[first + i * inner] = value
                        sum += value
                    }
                    for i in 0..<length { unsafe output[first + i * inner] /= sum }
                }
            }
        }
    }
}
