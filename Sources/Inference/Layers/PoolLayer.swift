import Kernels

/// Maximum, average or L2 pooling.
final class PoolLayer: Layer, CrewWork {
    private let context: LayerContext
    private let kind: Pooling
    private let window: Window

    init(_ context: LayerContext, kind: Pooling, window: Window) {
        self.context = context
        self.kind = kind
        self.window = window
    }

    func run() {
        let perPixel = window.channels * window.kernel.height * window.kernel.width
        context.crew.perform(self, length: context.output.pixels, grain: max(1, (1 << 16) / perPixel))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        unsafe context.kernels.pool(
            kind,
            window,
            pixels: pixels,
            from: context.input.pointer,
            stride: context.input.stride,
            into: context.output.pointer,
            stride: context.output.stride
        )
    }
}
