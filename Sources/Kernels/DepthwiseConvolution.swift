import CKernels

/// A convolution in which each channel has a filter of its own, and reads no other channel.
@safe public struct DepthwiseConvolution: @unchecked Sendable {
    private let weights: AlignedBuffer
    private let bias: AlignedBuffer
    private let slopes: AlignedBuffer
    var c: ck_depthwise

    /// Makes a convolution of as many channels as the window has.
    ///
    /// - Parameters:
    ///   - window: the windows over the input.
    ///   - filters: `[channels][kernel.height][kernel.width]`.
    ///   - bias: a number for each channel.
    ///   - activation: what becomes of the sums.
    public init(_ window: Window, filters: [Float], bias: [Float], activation: Activation) {
        let (channels, taps) = (window.channels, window.kernel.height * window.kernel.width)
        precondition(filters.count == channels * taps && bias.count == channels, "\(filters.count) weights")
        let slopes = AlignedBuffer(activation.slopes(channels: channels))
        precondition(activation.slopes.isEmpty || slopes.count == channels, "\(slopes.count) slopes")
        weights = AlignedBuffer((0..<filters.count).map { filters[$0 % channels * taps + $0 / channels] })
        self.bias = AlignedBuffer(bias)
        self.slopes = slopes
        unsafe c = ck_depthwise(
            window: window.c,
            channels: channels,
            weights: weights.pointer,
            bias: self.bias.pointer,
            activation: activation.c(slopes: slopes.pointer)
        )
    }
}
