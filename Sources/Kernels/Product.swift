import CKernels

/// The columns of a product: weights in the order in which the kernels read them, and where the results go.
///
/// A column is one output channel. Sixteen stand in a group; a group's columns all go to one place, so that one
/// product can write to several.
@safe public final class Product: @unchecked Sendable {
    // Sendable because nothing changes after planning.

    /// What rows and weights are made of.
    public let number: Number
    /// How many groups of columns.
    public let groups: Int
    /// Columns of a group.
    public static let columnsOfGroup = Int(ck_columns.rawValue)

    let taps: Int
    let words: Int
    let weights: AlignedBuffer
    let scale: AlignedBuffer
    let bias: AlignedBuffer
    let targets: UnsafeMutablePointer<ck_target>

    /// Makes a product whose weights are all 0.
    ///
    /// - Parameters:
    ///   - number: what rows and weights are made of.
    ///   - points: how many products of the same size stand one after another: 1, or Winograd's points.
    ///   - taps: runs of a row.
    ///   - words: words of a run.
    ///   - groups: groups of columns.
    public init(number: Number, points: Int = 1, taps: Int, words: Int, groups: Int) {
        self.number = number
        self.taps = taps
        self.words = words
        self.groups = groups
        let columns = groups * Self.columnsOfGroup
        weights = AlignedBuffer(count: points * taps * words * columns)
        scale = AlignedBuffer(count: columns)
        bias = AlignedBuffer(count: columns)
        unsafe targets = UnsafeMutablePointer<ck_target>.allocate(capacity: max(groups, 1))
        unsafe targets.initialize(repeating: ck_target(), count: max(groups, 1))
    }

    deinit { unsafe targets.deallocate() }

    /// Bytes of the weights.
    public var weightBytes: Int { weights.count * 4 }

    /// Writes one weight; for bytes, already as a whole number of steps.
    ///
    /// - Parameters:
    ///   - value: the weight.
    ///   - point: which product.
    ///   - tap: which run of the row.
    ///   - index: which number of the run.
    ///   - column: which column, counted over all groups.
    public func setWeight(_ value: Float, point: Int = 0, tap: Int, index: Int, column: Int) {
        let group = column / Self.columnsOfGroup
        let word = ((point * groups + group) * taps + tap) * words + index / number.perWord
        let lane = word * Self.columnsOfGroup + column % Self.columnsOfGroup
        precondition(
            lane < weights.count && index / number.perWord < words,
            "weight \(index) of \(words) words"
        )
        let place = unsafe UnsafeMutableRawPointer(weights.pointer + lane)
        let part = index % number.perWord
        switch number {
        case .float32: unsafe place.storeBytes(of: value, as: Float.self)
        case .bfloat16: unsafe place.storeBytes(of: value.bfloat16, toByteOffset: part * 2, as: UInt16.self)
        case .uint8: unsafe place.storeBytes(of: Int8(value), toByteOffset: part, as: Int8.self)
        }
    }

    /// Sets what a column's sums are multiplied by, where they are integers, and what is added then.
    public func setColumn(_ column: Int, scale: Float, bias: Float) {
        unsafe self.scale.pointer[column] = scale
        unsafe self.bias.pointer[column] = bias
    }

    /// Sets where a group's columns go; row `r` to `out + r * stride`.
    ///
    /// - Parameters:
    ///   - group: which group.
    ///   - columns: how many of its columns are written.
    ///   - out: where row 0 goes.
    ///   - stride: floats from row to row.
    ///   - residual: what is added before the activation, and the floats from row to row.
    ///   - relu: whether `max(0, x)` is taken.
    @unsafe public func setTarget(
        group: Int,
        columns: Int,
        out: UnsafeMutablePointer<Float>,
        stride: Int,
        residual: (pointer: UnsafePointer<Float>, stride: Int)?,
        relu: Bool
    ) {
        precondition((1...Self.columnsOfGroup).contains(columns) && group < groups, "group \(group)")
        unsafe targets[group] = ck_target(
            out: out,
            out_stride: stride,
            residual: residual?.pointer,
            residual_stride: residual?.stride ?? 0,
            columns: columns,
            relu: relu ? 1 : 0
        )
    }

    var c: ck_product {
        unsafe ck_product(
            number: number.c,
            taps: taps,
            words: words,
            groups: groups,
            weights: UnsafeRawPointer(weights.pointer),
            scale: scale.pointer,
            bias: bias.pointer,
            targets: targets
        )
    }
}

extension Float {
    /// The nearest bfloat16's bits, ties to even; what is no number stays none.
    var bfloat16: UInt16 {
        if isNaN { return UInt16(bitPattern >> 16) | 64 }
        return UInt16(truncatingIfNeeded: (bitPattern &+ 0x7FFF &+ (bitPattern >> 16 & 1)) >> 16)
    }
}

/// Where the rows of a convolution's product lie: each tap of a window is a pixel of a picture.
@safe public struct Patches: @unchecked Sendable {
    // Sendable because it is an address, whose memory the plan orders.

    var c: ck_patches

    /// Describes a picture.
    ///
    /// - Parameters:
    ///   - window: how the window slides.
    ///   - input: pixel (0, 0).
    ///   - rowBytes: bytes from a row of pixels to the next.
    ///   - pixelBytes: bytes from a pixel to the next.
    ///   - border: stands for every pixel outside.
    @unsafe public init(
        window: Window,
        input: UnsafeRawPointer,
        rowBytes: Int,
        pixelBytes: Int,
        border: UnsafeRawPointer
    ) {
        precondition(
            window.kernel.height * window.kernel.width <= Self.mostTaps,
            "\(window.kernel) is too large"
        )
        unsafe c = ck_patches(
            window: window.c,
            input: input,
            row_bytes: rowBytes,
            pixel_bytes: pixelBytes,
            border: border
        )
    }

    /// The most taps that a window may have.
    public static let mostTaps = Int(ck_most_taps.rawValue)
}

/// A convolution by Winograd's minimal filtering.
@safe public struct WinogradConvolution: @unchecked Sendable {
    // Sendable because it is an address, whose memory the plan orders.

    /// Keeps the memory that `c` points to.
    private let product: Product
    var c: ck_winograd
    /// How many tiles cover the picture.
    public let tiles: Int
    /// Floats of scratch memory that each tile needs.
    public let scratchPerTile: Int

    /// Describes the convolution.
    ///
    /// - Parameters:
    ///   - tile: outputs of a tile each way, 2 or 4.
    ///   - product: the weights of the points.
    ///   - window: 3 x 3 and stride 1.
    ///   - input: pixel (0, 0).
    ///   - stride: floats from pixel to pixel.
    ///   - channels: a multiple of 16.
    @unsafe public init(
        tile: Int,
        product: Product,
        window: Window,
        input: UnsafePointer<Float>,
        stride: Int,
        channels: Int
    ) {
        precondition(tile == 2 || tile == 4, "tiles of \(tile)")
        precondition(
            channels % 16 == 0 && window.kernel == Extent(3) && window.stride == Extent(1),
            "\(window)"
        )
        self.product = product
        unsafe c = ck_winograd(
            tile: tile,
            product: product.c,
            window: window.c,
            channels: channels,
            input: input,
            stride: stride
        )
        tiles = Self.tiles(tile, window)
        scratchPerTile = (tile + 2) * (tile + 2) * (channels + Product.columnsOfGroup * product.groups)
    }

    /// Whether a convolution can be computed so: 3 x 3, stride 1, and channels that fill vectors.
    public static func fits(_ window: Window) -> Bool {
        window.kernel == Extent(3) && window.stride == Extent(1) && window.channels % 16 == 0
            && window.channels <= Int(ck_most_winograd_channels.rawValue)
    }

    /// How many tiles cover a picture.
    public static func tiles(_ tile: Int, _ window: Window) -> Int {
        let down = (window.output.height + window.dilation.height - 1) / window.dilation.height
        let across = (window.output.width + window.dilation.width - 1) / window.dilation.width
        return window.dilation.height * window.dilation.width * ((down + tile - 1) / tile)
            * ((across + tile - 1) / tile)
    }
}

extension KernelSet {
    /// Computes some rows and groups of a convolution's product.
    public func convolve(_ product: Product, _ patches: Patches, rows: Range<Int>, groups: Range<Int>) {
        var p = unsafe product.c
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

    /// Transforms a 3 x 3 filter to Winograd's `(tile + 2)^2` points.
    public func winogradPoints(of filter: [Float], tile: Int) -> [Float] {
        precondition(
            filter.count == 9 && (tile == 2 || tile == 4),
            "\(filter.count) weights, tiles of \(tile)"
        )
        return unsafe [Float](unsafeUninitializedCapacity: (tile + 2) * (tile + 2)) { points, count in
            unsafe table.winograd_weights(tile, filter, points.baseAddress)
            count = (tile + 2) * (tile + 2)
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

    /// Whether a product of such words takes one instruction a vector.
    public func isNative(_ number: Number) -> Bool {
        switch number {
        case .float32: true
        case .bfloat16: table.has_bf16 != 0
        case .uint8: table.has_u8 != 0
        }
    }
}
