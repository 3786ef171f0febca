import CKernels

/// A depthwise convolution of bytes, by windows of 3x3 pixels.
@safe public struct ByteDepthwiseConvolution: @unchecked Sendable {
    // Sendable because nothing changes after planning.

    private let border: AlignedBuffer
    private let weights: AlignedBuffer
    private let numbers: [AlignedBuffer]
    var c: ck_u8_depthwise

    /// Makes a convolution of as many channels as the window has.
    ///
    /// - Parameters:
    ///   - window: the windows over the input; one that fits.
    ///   - filters: `[channels][3][3]`.
    ///   - bias: a number for each channel.
    ///   - activation: what becomes of the sums.
    ///   - input: how the input's bytes were made.
    ///   - output: how the output's are to be made; nil for floats.
    ///   - kernels: those that will compute it.
    public init(
        _ window: Window,
        filters: [Float],
        bias: [Float],
        activation: Activation,
        input: Quantization,
        output: Quantization?,
        kernels: KernelSet
    ) {
        let (channels, taps, lines) = (window.channels, 9, 3)
        precondition(
            Self.fits(window, kernels) && filters.count == channels * taps && bias.count == channels,
            "\(filters.count) weights for \(window)"
        )
        let order = Self.order(of: channels, block: kernels.depthwiseBlock)
        let columns = AlignedBuffer(count: order.count * lines)
        var (scale, shift): ([Float], [Float]) = ([], [])
        let quarter = kernels.depthwiseBlock / 4
        for (place, channel) in order.enumerated() {
            let filter = ScaledFilter([Array(filters[channel * taps..<(channel + 1) * taps])], .uint8)
            scale.append(filter.step * input.step)
            shift.append(bias[channel] - filter.step * input.step * filter.sum * Float(input.zero))
            let (part, word) = (place / quarter, place % quarter)
            let first = (part / 4 * lines * 4 + part % 4) * quarter + word
            for (tap, weight) in filter.taps[0].enumerated() {
                let (line, column) = (tap / lines, tap % lines)
                let start = unsafe UnsafeMutableRawPointer(columns.pointer + first + column * 4 * quarter)
                unsafe (start + line).storeBytes(of: Int8(weight), as: Int8.self)
            }
        }
        let slopes = activation.slopes(channels: channels)
        weights = columns
        numbers = [
            AlignedBuffer(scale), AlignedBuffer(shift),
            AlignedBuffer(slopes.isEmpty ? [] : order.map { slopes[$0] }),
        ]
        border = AlignedBuffer(count: quarter)
        unsafe UnsafeMutableRawPointer(border.pointer)
            .initializeMemory(as: UInt8.self, repeating: input.zero, count: kernels.depthwiseBlock)
        unsafe c = ck_u8_depthwise(
            window: window.c,
            channels: channels,
            border: UnsafeRawPointer(border.pointer).assumingMemoryBound(to: UInt8.self),
            weights: UnsafeRawPointer(weights.pointer).assumingMemoryBound(to: Int8.self),
            scale: numbers[0].pointer,
            bias: numbers[1].pointer,
            activation: activation.c(slopes: numbers[2].pointer),
            byte_scale: output.map { 1 / $0.step } ?? 0,
            byte_zero: output.map { Float($0.zero) } ?? 0
        )
    }

    /// Whether some kernels can compute a convolution so.
    public static func fits(_ window: Window, _ kernels: KernelSet) -> Bool {
        window.kernel == Extent(3) && window.dilation == Extent(1)
            && (window.stride == Extent(1) || window.stride == Extent(2))
            && window.channels >= kernels.depthwiseBlock
    }

    /// Which channel stands where: blocks whose parts are those that the kernels zip together (CKernels.h).
    private static func order(of channels: Int, block: Int) -> [Int] {
        (0..<(channels + block - 1) / block).flatMap { index in
            let first = min(index * block, channels - block)
            return (0..<block).map { place in
                let (part, word) = (place / (block / 4), place % (block / 4))
                return first + word / 4 * 16 + part * 4 + word % 4
            }
        }
    }
}
