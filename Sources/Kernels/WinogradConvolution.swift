import CKernels

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
