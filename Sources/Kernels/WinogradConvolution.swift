import CKernels

/// A convolution by Winograd's minimal filtering.
@safe public struct WinogradConvolution: @unchecked Sendable {
    // Sendable because it is an address, whose memory the plan orders.

    /// Keeps the memory that `c` points to.
    private let product: Product
    private let inputScale: AlignedBuffer
    private let offset: AlignedBuffer?
    var c: ck_winograd
    /// How many tiles cover the picture.
    public let tiles: Int
    /// Floats of scratch memory that each tile needs.
    public let scratchPerTile: Int

    /// The byte that stands for 0 in a transformed input.
    public static let zero = Int(ck_winograd_zero.rawValue)

    /// Describes the convolution.
    ///
    /// - Parameters:
    ///   - filtering: which one.
    ///   - product: the weights of each kind of product.
    ///   - inputScale: what the transformed input is multiplied by where the product is of integers, for each kind.
    ///   - offset: what is added to each kind's products of bytes, `[kinds][kinds][columns]`; nil for other numbers.
    ///   - window: what the filtering is for.
    ///   - input: pixel (0, 0).
    ///   - stride: floats from pixel to pixel.
    @unsafe public init(
        _ filtering: WinogradFiltering,
        product: Product,
        inputScale: [Float],
        offset: [Float]?,
        window: Window,
        input: UnsafePointer<Float>,
        stride: Int
    ) {
        let kinds = filtering.kinds * filtering.kinds
        let columns = Product.columnsOfGroup * product.groups
        precondition(
            Self.fits(window) && filtering == WinogradFiltering(tile: filtering.tile, window),
            "\(window)"
        )
        precondition(inputScale.count == kinds, "\(inputScale.count) kinds")
        precondition(
            product.number == .uint8 ? offset?.count == kinds * columns : offset == nil,
            "\(offset?.count ?? 0) offsets for \(product.number)"
        )
        self.product = product
        self.inputScale = AlignedBuffer(inputScale)
        self.offset = offset.map { AlignedBuffer($0) }
        unsafe c = ck_winograd(
            tile: filtering.tile,
            product: product.c,
            input_scale: self.inputScale.pointer,
            offset: self.offset.map { unsafe UnsafePointer($0.pointer) },
            window: window.c,
            channels: window.channels,
            input: input,
            stride: stride
        )
        tiles = filtering.tiles(window)
        scratchPerTile = Self.scratchPerTile(filtering, words: product.words, groups: product.groups)
    }

    /// Floats of scratch memory that each tile needs, of so many words of channels and groups of columns.
    public static func scratchPerTile(_ filtering: WinogradFiltering, words: Int, groups: Int) -> Int {
        let panel = min(groups, Int(ck_winograd_panel.rawValue)) * Product.columnsOfGroup
        return filtering.points * filtering.points * (words + panel)
    }

    /// Whether a picture's channels fill vectors, and are not too many.
    public static func fits(_ window: Window) -> Bool {
        window.channels.isMultiple(of: 16) && window.channels <= Int(ck_most_winograd_channels.rawValue)
    }
}
