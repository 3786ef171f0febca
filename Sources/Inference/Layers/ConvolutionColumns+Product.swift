import Kernels

// The product that computes a convolution from the windows themselves.
extension ConvolutionColumns {
    /// Makes the product, whose targets are to be set.
    ///
    /// - Parameters:
    ///   - size: the convolution's size.
    ///   - number: what the picture is made of, as `PictureCopy` leaves it.
    ///   - sums: how products of bytes are summed.
    ///   - quantization: how the picture's integers were made.
    /// - Returns: the product.
    func product(_ size: ConvolutionSize, _ number: Number, _ sums: ByteSums, _ quantization: Quantization)
        -> Product
    {
        let window = size.window
        let joinsLines = PictureCopy.joinsLines(size)
        let product = Product(
            number: number,
            sums: sums,
            taps: window.kernel.height * (joinsLines ? 1 : window.kernel.width),
            words: number.words(window.channels * (joinsLines ? window.kernel.width : 1)),
            groups: groups
        )
        forEach { part, output, column in
            let bias = part.bias.isEmpty ? 0 : part.bias[output]
            let taps = Self.taps(of: output, in: part, window, joinsLines)
            guard let filter = product.setFilter(taps, column: column) else {
                return product.setBias(bias, column: column)
            }
            let scale = filter.step * quantization.step
            product.setScale(scale, column: column)
            // The byte that stands for 0 has been multiplied, too.
            product.setBias(bias - scale * filter.sum * Float(quantization.zero), column: column)
        }
        return product
    }

    /// The weights of one output, tap by tap: a pixel's channels, or those of a line of the window.
    private static func taps(
        of output: Int,
        in part: ConvolutionPart,
        _ window: Window,
        _ joinsLines: Bool
    ) -> [[Float]] {
        let area = window.kernel.height * window.kernel.width
        let first = output * window.channels * area
        let pixels = (0..<area).map { pixel in
            (0..<window.channels).map { part.weights[first + $0 * area + pixel] }
        }
        guard joinsLines else { return pixels }
        return (0..<window.kernel.height).map { ky in
            Array(pixels[ky * window.kernel.width..<(ky + 1) * window.kernel.width].joined())
        }
    }
}

extension Product {
    /// Writes a column's weights, tap by tap.
    ///
    /// - Parameters:
    ///   - taps: the weights.
    ///   - point: which product.
    ///   - column: which column, counted over all groups.
    /// - Returns: the weights in steps, where the product is of such.
    func setFilter(_ taps: [[Float]], point: Int = 0, column: Int) -> ScaledFilter? {
        let filter = number.isScaled ? ScaledFilter(taps, number, sums: sums) : nil
        for (tap, weights) in (filter?.taps ?? taps).enumerated() {
            setWeights(weights, point: point, tap: tap, column: column)
        }
        return filter
    }
}
