public import Inference
public import Kernels

/// How a network wants its pixels.
public struct NetworkInput: Sendable {
    /// Which byte of an RGB pixel each channel takes.
    let order: (UInt8, UInt8, UInt8)
    /// Subtracted from each channel, in the channels' order, in gray levels.
    let mean: (Float, Float, Float)
    /// Multiplied with the difference, channel by channel.
    let scale: (Float, Float, Float)

    /// Makes an input.
    ///
    /// - Parameters:
    ///   - order: which byte of an RGB pixel each channel takes.
    ///   - mean: subtracted from each channel, in gray levels.
    ///   - scale: multiplied with the difference.
    public init(
        order: (UInt8, UInt8, UInt8) = (0, 1, 2),
        mean: (Float, Float, Float),
        scale: (Float, Float, Float)
    ) {
        (self.order, self.mean, self.scale) = (order, mean, scale)
    }

    private init(order: (UInt8, UInt8, UInt8), mean: (Float, Float, Float), scale: Float) {
        self.init(order: order, mean: mean, scale: (scale, scale, scale))
    }

    /// res10's input: BGR, mean (104, 177, 123), scale 1.
    ///
    /// The mean is that of OpenCV's samples (opencv/samples/dnn/models.yml); the network was trained with 117 for
    /// green, and a batch norm as its first layer makes both work.
    public static let res10 = NetworkInput(order: (2, 1, 0), mean: (104, 177, 123), scale: 1)

    /// OpenFace's input: RGB in `0...1`.
    public static let openFace = NetworkInput(order: (0, 1, 2), mean: (0, 0, 0), scale: 1 / 255)

    /// MTCNN's input: RGB in `-1...1`.
    public static let mtcnn = NetworkInput(order: (0, 1, 2), mean: (127.5, 127.5, 127.5), scale: 1 / 128)

    /// The input of torchvision's networks: RGB in `0...1`, less the means of ImageNet, by their deviations.
    public static let imageNet = NetworkInput(
        mean: (0.485 * 255, 0.456 * 255, 0.406 * 255),
        scale: (1 / (0.229 * 255), 1 / (0.224 * 255), 1 / (0.225 * 255))
    )

    /// The same bytes as they are: the network then does the rest, as `folded` tells it to.
    ///
    /// Bytes are whole numbers, which every kind of number holds exactly.
    public var plain: NetworkInput { NetworkInput(order: order, mean: (0, 0, 0), scale: 1) }

    /// Returns a network that reads plain bytes.
    public func folded(into graph: Graph) throws(InferenceError) -> Graph {
        try graph.scalingInput(
            by: [scale.0, scale.1, scale.2],
            shift: [-mean.0 * scale.0, -mean.1 * scale.1, -mean.2 * scale.2]
        )
    }

    /// Writes the pixels of a photo, `[height][width][3]` bytes, as a network's input, in the same order.
    public func fill(_ pixels: inout MutableSpan<Float>, from photo: [UInt8], kernels: KernelSet = .current) {
        kernels.pixels(of: photo.span, order: order, mean: mean, scale: scale, into: &pixels)
    }

    /// Returns a photo's pixels as a network's input.
    public func values(of photo: [UInt8]) -> [Float] {
        var values = [Float](repeating: 0, count: photo.count)
        var span = values.mutableSpan
        fill(&span, from: photo)
        return values
    }
}
