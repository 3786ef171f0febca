import Kernels

/// In which order a value's numbers stand.
enum ChannelOrder: Hashable {
    /// As the shape says, the last axis fastest.
    case planar
    /// Pixel by pixel, a pixel's channels side by side: `[height][width][channels]`. What convolutions read and
    /// write; pixels may lie further apart than their channels need.
    case interleaved
}

/// A value's place in the arena while a plan runs.
@safe struct Blob {
    let shape: Shape
    let channelOrder: ChannelOrder
    /// Numbers from pixel to pixel, where it is interleaved.
    let stride: Int
    /// How it was made bytes; nil for floats.
    let bytes: Quantization?
    @unsafe let pointer: UnsafeMutablePointer<Float>

    var count: Int { shape.count }
    /// How many pixels.
    var pixels: Int { shape.plane }
    /// A copy of an interleaved picture of floats, whatever stands between its pixels.
    var picture: [Float] {
        let channels = shape.channels
        return (0..<count).map { unsafe pointer[$0 / channels * stride + $0 % channels] }
    }
    /// The values, for layers that are no hot loops; dense.
    var values: UnsafeMutableBufferPointer<Float> {
        unsafe UnsafeMutableBufferPointer(start: pointer, count: count)
    }
}

/// One step of a plan: knows where its inputs and its output are, and computes.
protocol Layer {
    /// Computes the output from the inputs.
    func run()
}

/// What every layer is made with.
struct LayerContext {
    let inputs: [Blob]
    let outputs: [Blob]
    let crew: Crew
    let kernels: KernelSet
    let scratch: Scratch

    var input: Blob { inputs[0] }
    var output: Blob { outputs[0] }
}

/// Memory that layers use while they run, a part for each worker and one that all share.
final class Scratch {
    private(set) var shared = AlignedBuffer(count: 0)
    private(set) var perWorker: [AlignedBuffer] = []
    private var needed = (shared: 0, perWorker: 0)

    /// Notes at planning what a layer will need.
    func reserve(shared: Int, perWorker: Int) {
        needed = (max(needed.shared, shared), max(needed.perWorker, perWorker))
    }

    /// Allocates what was noted, once, when all layers are planned.
    func allocate(for crew: Crew) {
        shared = AlignedBuffer(count: needed.shared)
        perWorker = (0..<crew.count).map { _ in AlignedBuffer(count: needed.perWorker) }
    }
}
