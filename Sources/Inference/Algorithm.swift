package import Kernels

/// How a convolution is computed.
package enum Algorithm: Hashable {
    /// As a product whose rows are the windows; of bytes with sums of so many bits.
    case direct(Number, sums: ByteSums = .wide)
    /// As a matrix of all windows, which OpenBLAS multiplies.
    case im2col
    /// By Winograd's filtering, in tiles of 2 or 4 outputs each way.
    case winograd(tile: Int, Number)

    /// What its products are made of.
    package var number: Number {
        switch self {
        case .im2col: .float32
        case .direct(let number, _), .winograd(_, let number): number
        }
    }

    /// Its name in plans and tuning files.
    package var name: String {
        switch self {
        case .im2col: "im2col-fp32"
        case .direct(let number, .wide): "direct-\(number.rawValue)"
        case .direct(let number, let sums): "direct-\(number.rawValue)-\(sums)"
        case .winograd(let tile, let number): "winograd\(tile)-\(number.rawValue)"
        }
    }

    /// Every algorithm.
    package static let all =
        [.im2col] + Number.allCases.map { Algorithm.direct($0) }
        + [.pairs, .fours].map { .direct(.uint8, sums: $0) }
        + [2, 4].flatMap { tile in
            [Number.float32, .bfloat16, .int16].map { Algorithm.winograd(tile: tile, $0) }
        }

    /// The most numbers that Winograd's points of all weights may be: 256 MiB of floats.
    private static let mostPoints = 1 << 26

    /// All algorithms that can compute a convolution with some kernels.
    package static func fitting(_ size: ConvolutionSize, _ kernels: KernelSet) -> [Algorithm] {
        all.filter { algorithm in
            switch algorithm {
            case .im2col: return true
            case .direct(let number, let sums): return number != .uint8 || kernels.byteSums.contains(sums)
            case .winograd(let tile, _):
                let points = (tile + 2) * (tile + 2) * size.window.channels * size.columns
                return WinogradConvolutionLayer.fits(size.window) && size.outside.isEmpty
                    && points <= mostPoints
            }
        }
    }
}
