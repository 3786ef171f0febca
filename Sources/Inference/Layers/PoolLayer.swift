import Kernels

/// Maximum, average or L2 pooling.
struct PoolLayer: Layer {
    let context: LayerContext
    let kind: Pooling
    let window: Window

    func run() {
        let input = context.input
        let output = context.output
        let perPixel = max(1, window.channels * window.kernel.height * window.kernel.width)
        context.crew.split(output.pixels, grain: max(1, (1 << 16) / perPixel)) { pixels in
            unsafe context.kernels.pool(
                kind,
                window,
                pixels: pixels,
                from: input.pointer,
                stride: input.stride,
                into: output.pointer,
                stride: output.stride
            )
        }
    }
}
