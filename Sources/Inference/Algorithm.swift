package import Kernels

/// How a convolution is computed.
package enum Algorithm: Hashable {
    /// As a product whose rows are the windows.
    case direct(Number)
    /// By Winograd's filtering, in tiles of 2 or 4 outputs each way.
    case winograd(tile: Int, Number)

    /// What its products are made of.
    package var number: Number {
        switch self {
        case .direct(let number), .winograd(_, let number): number
        }
    }

    /// Its name in plans and tuning files.
    package var name: String {
        switch self {
        case .direct(let number): "direct-\(number.rawValue)"
        case .winograd(let tile, let number): "winograd\(tile)-\(number.rawValue)"
        }
    }

    /// Every algorithm.
    package static let all =
        Number.allCases.map { Algorithm.direct($0) }
        + [2, 4].flatMap { tile in
            [Number.float32, .bfloat16].map { Algorithm.winograd(tile: tile, $0) }
        }

    /// The most numbers that Winograd's points of all weights may be: 256 MiB of floats.
    private static let mostPoints = 1 << 26

    /// All algorithms that can compute a convolution.
    package static func fitting(_ size: ConvolutionSize) -> [Algorithm] {
        all.filter { algorithm in
            guard case .winograd(let tile, _) = algorithm else { return true }
            let points = (tile + 2) * (tile + 2) * size.window.channels * size.columns
            return WinogradConvolutionLayer.fits(size.window) && size.outside.isEmpty && points <= mostPoints
        }
    }
}
