import Kernels

/// `x * scale[c] + shift[c]`, then a ReLU if asked.
public struct Scale: LayerOperation {
    /// `[channels]`.
    public var scale: [Float]
    /// `[channels]`.
    public var shift: [Float]
    /// Whether what is below 0 becomes 0.
    public var relu: Bool

    /// Makes an operation.
    public init(scale: [Float], shift: [Float], relu: Bool = false) {
        (self.scale, self.shift, self.relu) = (scale, shift, relu)
    }

    var name: String { "scale" }
    var channelOrder: ChannelOrder? { .interleaved }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.requireChannels()
        let channels = inputs.first.channels
        try inputs.require(
            scale.count == channels && shift.count == channels,
            "\(scale.count) scales and \(shift.count) shifts for \(channels) channels"
        )
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer {
        ScaleLayer(context, scale: scale, shift: shift, relu: relu)
    }
}

/// `x * scale[c] + shift[c]`, with a ReLU if asked.
///
/// Pixels of a few channels would each fill a part of a vector: sixteen of them are then one with all their channels.
final class ScaleLayer: Layer, CrewWork {
    private let context: LayerContext
    private let scale: AlignedBuffer
    private let shift: AlignedBuffer
    private let relu: Bool
    /// How many pixels `scale` and `shift` are for.
    private let joined: Int

    init(_ context: LayerContext, scale: [Float], shift: [Float], relu: Bool) {
        self.context = context
        self.relu = relu
        let mayJoin = scale.count < 16 && context.input.pixels.isMultiple(of: 16)
        joined = mayJoin ? 16 : 1
        self.scale = AlignedBuffer((0..<joined).flatMap { _ in scale })
        self.shift = AlignedBuffer((0..<joined).flatMap { _ in shift })
    }

    func run() {
        let pixels = context.input.pixels / joined
        context.crew.perform(self, length: pixels, grain: max(1, (1 << 14) / scale.count))
    }

    func compute(_ pixels: Range<Int>, worker: Int) {
        unsafe context.kernels.affine(
            pixels: pixels.count,
            scale: scale,
            shift: shift,
            relu: relu,
            context.input.pointer + pixels.lowerBound * scale.count,
            stride: scale.count,
            into: context.output.pointer + pixels.lowerBound * scale.count,
            stride: scale.count
        )
    }
}
