import FaceTypes
import Recognition
import Text
import Vision

/// One way to make pictures worse.
struct Damage {
    let measure: String
    let what: String
    let change: (Frame) -> Frame
    /// The measure that the gate looks at.
    let value: (FaceAnalyzer.Face) -> Float

    static var all: [Damage] {
        let smaller = [0.5, 0.35, 0.25, 0.18, 0.12].map { factor in
            Damage(measure: "side, px", what: "\((factor * 100).short) % of the size") {
                $0.shrunk(to: factor)
            } value: {
                min($0.detection.box.width, $0.detection.box.height)
            }
        }
        let blurred = [1, 2, 4, 6, 9].map { radius in
            Damage(measure: "sharpness", what: "blurred by \(2 * radius + 1) px") {
                $0.blurred(by: radius)
            } value: {
                // Back from the share to the variance.
                let share = $0.quality?.sharpness ?? 0
                return 100 * share / max(1 - share, 1e-6)
            }
        }
        let lit = [0.3, 0.15, 0.07, 2, 4, 8].map { factor in
            Damage(measure: "light", what: "\(factor.short) times as bright") {
                $0.lit(by: factor)
            } value: {
                $0.quality?.light ?? 0
            }
        }
        return smaller + blurred + lit
    }
}

extension Frame {
    /// Smaller, but at least 8 x 8 pixels: each one is the mean of those that it stands for.
    fileprivate func shrunk(to factor: Double) -> Frame {
        let (newWidth, newHeight) = (
            max(8, Int(Double(width) * factor)), max(8, Int(Double(height) * factor))
        )
        var pixels: [UInt8] = []
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                let columns = x * width / newWidth..<max(x * width / newWidth + 1, (x + 1) * width / newWidth)
                let rows =
                    y * height / newHeight..<max(y * height / newHeight + 1, (y + 1) * height / newHeight)
                for c in 0..<3 { pixels.append(mean(columns, rows, c)) }
            }
        }
        return Frame(pixels: pixels, width: newWidth, height: newHeight)
    }

    /// Each pixel the mean of the square of `2 * radius + 1` around it.
    fileprivate func blurred(by radius: Int) -> Frame {
        var result = self
        // First along the lines, then along the columns.
        for (across, down) in [(radius, 0), (0, radius)] {
            var pixels: [UInt8] = []
            pixels.reserveCapacity(width * height * 3)
            for y in 0..<height {
                for x in 0..<width {
                    let columns = max(0, x - across)..<min(width, x + across + 1)
                    let rows = max(0, y - down)..<min(height, y + down + 1)
                    for c in 0..<3 { pixels.append(result.mean(columns, rows, c)) }
                }
            }
            result = Frame(pixels: pixels, width: width, height: height)
        }
        return result
    }

    private func mean(_ columns: Range<Int>, _ rows: Range<Int>, _ c: Int) -> UInt8 {
        var sum = 0
        for y in rows { for x in columns { sum += Int(pixels[(y * width + x) * 3 + c]) } }
        return UInt8(sum / (columns.count * rows.count))
    }

    /// Brighter or darker by a factor; what is brighter than white is white.
    fileprivate func lit(by factor: Double) -> Frame {
        Frame(
            pixels: pixels.map { UInt8(max(0, min(255, (Double($0) * factor).rounded()))) },
            width: width,
            height: height
        )
    }
}
