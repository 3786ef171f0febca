import Kernels

/// Maximum, average or L2 pooling.
struct PoolLayer: Layer {
    let context: LayerContext
    let kind: Pooling
    let window: Window

    func run() {
        let plane = context.input.shape.plane
        let outPlane = context.output.shape.plane
        context.crew.split(window.channels, grain: max(1, 4096 / outPlane)) { channels in
            for c in channels {
                unsafe context.kernels.pool(
                    kind,
                    window,
                    from: context.input.pointer + c * plane,
                    into: context.output.pointer + c * outPlane
                )
            }
        }
    }
}
