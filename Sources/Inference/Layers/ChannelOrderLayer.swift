import Kernels

/// Copies a value from one order of its numbers to the other.
struct ChannelOrderLayer: Layer {
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
        blob.channelOrder == .planar ? channel * blob.pixels + pixel : pixel * blob.stride + channel
    }
}
