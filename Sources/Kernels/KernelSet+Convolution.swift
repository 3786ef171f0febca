import CKernels

extension KernelSet {
    /// Computes some rows and groups of a convolution's product.
    ///
    /// - Parameters:
    ///   - product: the weights, and where the results go.
    ///   - patches: the picture.
    ///   - rows: which windows, line by line.
    ///   - groups: which groups of columns.
    ///   - origin: the row that the product's targets begin with, at most the first of `rows`.
    public func convolve(
        _ product: Product,
        _ patches: Patches,
        rows: Range<Int>,
        groups: Range<Int>,
        origin: Int = 0
    ) {
        precondition(origin <= rows.lowerBound, "row \(rows.lowerBound) lies before \(origin)")
        precondition(
            product.number != .uint8 || (product.sums == .wide) == (table.u8_run == 0),
            "\(instructionSet) has no sums of bytes as \(product.sums)"
        )
        var p = unsafe product.c
        unsafe p.origin = origin
        var s = unsafe patches.c
        unsafe table.convolve(&p, &s, rows.lowerBound, rows.count, groups.lowerBound, groups.count)
    }

    /// Computes some tiles of a convolution by Winograd's algorithm.
    @unsafe public func convolve(
        _ winograd: WinogradConvolution,
        tiles: Range<Int>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        var w = unsafe winograd.c
        unsafe table.winograd(&w, tiles.lowerBound, tiles.count, scratch)
    }

    /// Computes some output pixels of a depthwise convolution.
    @unsafe public func convolve(
        _ depthwise: DepthwiseConvolution,
        pixels: Range<Int>,
        from input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutablePointer<Float>,
        stride outStride: Int
    ) {
        var d = unsafe depthwise.c
        unsafe table.f32_depthwise(&d, pixels.lowerBound, pixels.count, input, stride, output, outStride)
    }

    /// Computes some output pixels of a depthwise convolution of bytes; strides are in numbers.
    @unsafe public func convolve(
        _ depthwise: ByteDepthwiseConvolution,
        pixels: Range<Int>,
        from input: UnsafeRawPointer,
        stride: Int,
        into output: UnsafeMutableRawPointer,
        stride outStride: Int
    ) {
        var d = unsafe depthwise.c
        unsafe table.u8_depthwise(&d, pixels.lowerBound, pixels.count, input, stride, output, outStride)
    }

    /// Transforms a filter, `[kernel][kernel]`, to the weights of each kind of product, `[kinds][kinds]`.
    public func winogradWeights(of filter: [Float], _ filtering: WinogradFiltering) -> [Float] {
        precondition(filter.count == filtering.kernel * filtering.kernel, "\(filter.count) weights")
        let kinds = filtering.kinds * filtering.kinds
        return unsafe [Float](unsafeUninitializedCapacity: kinds) { weights, count in
            unsafe table.winograd_weights(
                filtering.tile,
                filtering.kernel,
                filtering.stride,
                filter,
                weights.baseAddress
            )
            count = kinds
        }
    }

    /// Writes pixels of floats as pixels of words.
    ///
    /// - Parameters:
    ///   - number: what the words are made of.
    ///   - pixels: how many.
    ///   - channels: of each pixel; filled up with zeros to whole words.
    ///   - quantization: how bytes are made.
    ///   - input: the first pixel.
    ///   - stride: floats from pixel to pixel.
    ///   - output: the first pixel.
    ///   - pixelBytes: bytes from pixel to pixel.
    @unsafe public func convert(
        to number: Number,
        pixels: Int,
        channels: Int,
        _ quantization: Quantization,
        from input: UnsafePointer<Float>,
        stride: Int,
        into output: UnsafeMutableRawPointer,
        pixelBytes: Int
    ) {
        unsafe table.convert(
            number.c,
            pixels,
            channels,
            1 / quantization.step,
            Float(quantization.zero),
            input,
            stride,
            output,
            pixelBytes
        )
    }

    /// How many groups of columns a product computes at once.
    public var widestTile: Int { table.widest }

    /// How many channels a depthwise convolution of bytes takes at a time.
    public var depthwiseBlock: Int { table.bytes }

    /// How products of bytes can be summed, from the most exact to the fastest.
    public var byteSums: [ByteSums] { table.u8_run == 0 ? [.wide] : [.pairs, .fours] }

    /// How fast products of some numbers are.
    public enum Speed: Sendable {
        /// There are no instructions for them.
        case emulated
        /// They take several instructions for each vector.
        case composed
        /// They take one.
        case native
    }

    /// How fast products of such words are.
    public func speed(of number: Number) -> Speed {
        switch number {
        case .float32: .native
        case .bfloat16: Self.speed(table.bf16)
        case .float16: Self.speed(table.f16)
        case .int16: Self.speed(table.s16)
        case .uint8: Self.speed(table.u8)
        }
    }

    private static func speed(_ speed: ck_speed) -> Speed {
        switch speed {
        case ck_native: .native
        case ck_composed: .composed
        default: .emulated
        }
    }
}
