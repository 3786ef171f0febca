/// `(x - mean[c]) / sqrt(variance[c] + epsilon)`; the optimizer makes a scale of it.
public struct BatchNorm: LayerOperation {
    /// `[channels]`.
    public var mean: [Float]
    /// `[channels]`.
    public var variance: [Float]
    /// Added to the variance.
    public var epsilon: Float

    /// Makes an operation.
    public init(mean: [Float], variance: [Float], epsilon: Float) {
        (self.mean, self.variance, self.epsilon) = (mean, variance, epsilon)
    }

    /// The same as a scale.
    var scale: Scale {
        let factor = variance.map { Float(1 / (Double($0) + Double(epsilon)).squareRoot()) }
        return Scale(scale: factor, shift: zip(mean, factor).map { -$0 * $1 })
    }

    var name: String { "batch-norm" }
    var channelOrder: ChannelOrder? { .interleaved }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.requireChannels()
        let channels = inputs.first.channels
        try inputs.require(
            mean.count == channels && variance.count == channels,
            "\(mean.count) means and \(variance.count) variances for \(channels) channels"
        )
        return inputs.first
    }

    func layer(_ context: LayerContext) -> any Layer { scale.layer(context) }
}
