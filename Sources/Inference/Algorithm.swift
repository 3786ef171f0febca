package import Kernels

/// How a convolution is computed.
package enum Algorithm: Hashable {
    /// As a product whose rows are the windows; of bytes with sums of so many bits.
    case direct(Number, sums: ByteSums = .wide)
    /// As a matrix of all windows, which OpenBLAS multiplies.
    case im2col
    /// By Winograd's minimal filtering, in tiles of 2, 4 or 6 outputs each way.
    case winograd(tile: Int, Number)
    /// Channel by channel, where each reads only itself.
    case depthwise(Number)

    /// What its products are made of.
    package var number: Number {
        switch self {
        case .im2col: .float32
        case .direct(let number, _), .winograd(_, let number), .depthwise(let number): number
        }
    }

    /// As what its input is quantized; Winograd's bytes are made of a transformed one, which is symmetric around 0 as 16-bit
    /// numbers are.
    var quantizedNumber: Number {
        if case .winograd(_, .uint8) = self { .int16 } else { number }
    }

    /// Whether it can read pixels that were written as bytes.
    func readsBytes(_ size: ConvolutionSize) -> Bool {
        switch self {
        case .direct(.uint8, _):
            !PictureCopy.joinsLines(size) && !size.hasGaps
                && size.window.channels.isMultiple(of: Number.uint8.perWord)
        case .depthwise(let number): number == .uint8
        default: false
        }
    }

    /// Whether it can write its outputs as bytes.
    var writesBytes: Bool { self != .im2col && self != .depthwise(.float32) }

    /// Whether it reads the windows as they are, so that some lines can be computed at a time.
    var isDirect: Bool { if case .direct = self { true } else { false } }

    /// Its name in plans and tuning files.
    package var name: String {
        switch self {
        case .im2col: "im2col-fp32"
        case .direct(let number, .wide): "direct-\(number.rawValue)"
        case .direct(let number, let sums): "direct-\(number.rawValue)-\(sums)"
        case .winograd(let tile, let number): "winograd\(tile)-\(number.rawValue)"
        case .depthwise(let number): "depthwise-\(number.rawValue)"
        }
    }

    /// Every algorithm.
    package static let all =
        [.im2col] + Number.allCases.map { Algorithm.direct($0) }
        + [.pairs, .fours].map { .direct(.uint8, sums: $0) }
        + [2, 4].flatMap { tile in
            [Number.float32, .bfloat16, .float16, .int16].map { Algorithm.winograd(tile: tile, $0) }
        }
        // In tiles of 4, and of 5x5 filters, the input grows too much for bytes.
        + [.winograd(tile: 2, .uint8)]
        // Tiles of 6 are for floats: their factors reach from 1/90 to 32.
        + [.winograd(tile: 6, .float32)]
        + [.depthwise(.float32), .depthwise(.uint8)]

    /// Winograd's filtering of a window that bytes can be used for; nil where there is none.
    static func bytesFiltering(_ window: Window) -> WinogradFiltering? {
        guard let filtering = WinogradFiltering(tile: 2, window), filtering.kernel == 3,
            WinogradConvolution.fits(window)
        else { return nil }
        return filtering
    }

    /// The most numbers that Winograd's transformed weights may be: 256 MiB of floats.
    private static let mostWeights = 1 << 26

    /// All algorithms that can compute a convolution with some kernels.
    package static func fitting(_ size: ConvolutionSize, _ kernels: KernelSet) -> [Algorithm] {
        all.filter { algorithm in
            if size.isDepthwise {
                return algorithm == .depthwise(.float32)
                    || algorithm == .depthwise(.uint8) && ByteDepthwiseConvolution.fits(size.window, kernels)
            }
            switch algorithm {
            case .depthwise: return false
            case .im2col: return true
            case .direct(let number, let sums): return number != .uint8 || kernels.byteSums.contains(sums)
            case .winograd(let tile, let number):
                guard let filtering = WinogradFiltering(tile: tile, size.window),
                    WinogradConvolution.fits(size.window), size.outside.isEmpty,
                    number != .uint8
                        || Self.bytesFiltering(size.window) == filtering && kernels.byteSums.contains(.wide)
                else { return false }
                let kinds = filtering.kinds * filtering.kinds
                return kinds * size.window.channels * size.columns <= mostWeights
            }
        }
    }
}
