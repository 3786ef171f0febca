import Glibc

/// Layers as textbooks write them: plain loops on arrays, in double precision, that the fast ones are compared with.
public enum Textbook {
    /// Cross-correlation with zero padding, each output reading the channels of its group.
    ///
    /// Picture `[channels][height][width]`, weights `[outputs][channels / groups][kernel][kernel]`.
    public static func convolution(
        _ x: [Float],
        channels: Int,
        height: Int,
        width: Int,
        weights: [Float],
        bias: [Float],
        outputs: Int,
        kernel: Int,
        stride: Int,
        padding: Int,
        dilation: Int,
        groups: Int = 1
    ) -> [Float] {
        let own = channels / groups
        let outHeight = (height + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
        let outWidth = (width + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1
        var y: [Float] = []
        for output in 0..<outputs {
            for oy in 0..<outHeight {
                for ox in 0..<outWidth {
                    var sum = bias.isEmpty ? 0 : Double(bias[output])
                    let first = output / (outputs / groups) * own
                    for c in 0..<own {
                        for ky in 0..<kernel {
                            for kx in 0..<kernel {
                                let iy = oy * stride - padding + ky * dilation
                                let ix = ox * stride - padding + kx * dilation
                                guard (0..<height).contains(iy), (0..<width).contains(ix) else { continue }
                                let w = weights[((output * own + c) * kernel + ky) * kernel + kx]
                                sum += Double(w) * Double(x[((first + c) * height + iy) * width + ix])
                            }
                        }
                    }
                    y.append(Float(sum))
                }
            }
        }
        return y
    }

    /// One value for each window, from the cells of it that lie inside the picture.
    public static func pool(
        _ x: [Float],
        channels: Int,
        height: Int,
        width: Int,
        kernel: Int,
        stride: Int,
        padding: Int,
        outHeight: Int,
        outWidth: Int,
        _ value: ([Double]) -> Double
    ) -> [Float] {
        var y: [Float] = []
        for c in 0..<channels {
            for oy in 0..<outHeight {
                for ox in 0..<outWidth {
                    var cells: [Double] = []
                    for iy in oy * stride - padding..<oy * stride - padding + kernel
                    where (0..<height).contains(iy) {
                        for ix in ox * stride - padding..<ox * stride - padding + kernel
                        where (0..<width).contains(ix) {
                            cells.append(Double(x[(c * height + iy) * width + ix]))
                        }
                    }
                    y.append(Float(value(cells)))
                }
            }
        }
        return y
    }

    /// Local response normalization across channels.
    public static func localResponseNorm(
        _ x: [Float],
        channels: Int,
        plane: Int,
        size: Int,
        alpha: Double,
        beta: Double,
        k: Double
    ) -> [Float] {
        var y = x
        for c in 0..<channels {
            for i in 0..<plane {
                var sum = 0.0
                for j in c - (size - 1) / 2...c + size / 2 where (0..<channels).contains(j) {
                    sum += Double(x[j * plane + i]) * Double(x[j * plane + i])
                }
                y[c * plane + i] = Float(
                    Double(x[c * plane + i]) * pow(k + alpha / Double(size) * sum, -beta)
                )
            }
        }
        return y
    }

    /// Each pixel's channels scaled to length 1, then by a factor for each channel.
    public static func channelNormalize(
        _ x: [Float],
        channels: Int,
        plane: Int,
        scale: [Float],
        epsilon: Double
    ) -> [Float] {
        var y = x
        for i in 0..<plane {
            let sum = (0..<channels).reduce(0.0) {
                $0 + Double(x[$1 * plane + i]) * Double(x[$1 * plane + i])
            }
            for c in 0..<channels {
                y[c * plane + i] = Float(
                    Double(x[c * plane + i]) / (sum + epsilon).squareRoot() * Double(scale[c])
                )
            }
        }
        return y
    }

    /// Softmax over groups of adjacent numbers.
    public static func softmax(_ x: [Float], groups size: Int) -> [Float] {
        stride(from: 0, to: x.count, by: size).flatMap { first -> [Float] in
            let group = x[first..<first + size].map { exp(Double($0)) }
            let sum = group.reduce(0, +)
            return group.map { Float($0 / sum) }
        }
    }
}
