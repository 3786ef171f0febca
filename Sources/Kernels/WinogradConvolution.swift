import CKernels

/// A convolution by Winograd's minimal filtering.
@safe public struct WinogradConvolution: @unchecked Sendable {
    // Sendable because it is an address, whose memory the plan orders.

    /// Keeps the memory that `c` points to.
    private let product: Product
    private let inputScale: AlignedBuffer
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
    ///   - inputScale: what the transformed input is multiplied by where the product is of integers, for each point.
    ///   - window: 3 x 3 and stride 1.
    ///   - input: pixel (0, 0).
    ///   - stride: floats from pixel to pixel.
    ///   - channels: a multiple of 16.
    @unsafe public init(
        tile: Int,
        product: Product,
        inputScale: [Float],
        window: Window,
        input: UnsafePointer<Float>,
        stride: Int,
        channels: Int
    ) {
        precondition(tile == 2 || tile == 4, "tiles of \(tile)")
        precondition(inputScale.count == (tile + 2) * (tile + 2), "\(inputScale.count) points")
        precondition(
            channels % 16 == 0 && window.kernel == Extent(3) && window.stride == Extent(1),
            "\(window)"
        )
        self.product = product
        self.inputScale = AlignedBuffer(inputScale)
        unsafe c = ck_winograd(
            tile: tile,
            product: product.c,
            input_scale: self.inputScale.pointer,
            window: window.c,
            channels: channels,
            input: input,
            stride: stride
        )
        tiles = Self.tiles(tile, window)
        scratchPerTile = (tile + 2) * (tile + 2) * (channels + Product.columnsOfGroup * product.groups)
    }

    /// By how much the transformed input is at most larger than the input, for each point.
    ///
    /// - Parameters:
    ///   - tile: outputs of a tile each way, 2 or 4.
    ///   - isSigned: whether the input has numbers below 0; else those of a sum cannot all count.
    /// - Returns: `(tile + 2)^2` factors.
    public static func inputGrowth(_ tile: Int, isSigned: Bool) -> [Float] {
        // Each row of B^T (Lavin and Gray): what its numbers above 0 come to, and those below.
        let rows: [(above: Float, below: Float)] =
            tile == 2
            ? [(1, 1), (2, 0), (1, 1), (1, 1)] : [(5, 5), (2, 8), (5, 5), (3, 3), (3, 3), (5, 5)]
        return rows.flatMap { y in
            rows.map { x in
                guard !isSigned else { return (y.above + y.below) * (x.above + x.below) }
                return max(y.above * x.above + y.below * x.below, y.above * x.below + y.below * x.above)
            }
        }
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
