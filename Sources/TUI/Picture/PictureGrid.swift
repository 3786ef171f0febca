import FaceTypes

/// A frame made as small as the screen shows it.
struct PictureGrid {
    let columns: Int
    let rows: Int
    /// `[rows][columns]`.
    private(set) var colors: [RGB]

    /// Makes a frame small: each color is the mean of up to four by four samples of what it covers.
    init(_ frame: Frame, columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        let across = Self.samples(frame.width, columns)
        let down = Self.samples(frame.height, rows)
        colors = []
        colors.reserveCapacity(columns * rows)
        let pixels = frame.pixels.span
        for row in 0..<rows {
            for column in 0..<columns {
                var (red, green, blue) = (0, 0, 0)
                for y in down[row] {
                    for x in across[column] {
                        let first = (y * frame.width + x) * 3
                        red += Int(pixels[first])
                        green += Int(pixels[first + 1])
                        blue += Int(pixels[first + 2])
                    }
                }
                let count = down[row].count * across[column].count
                colors.append(
                    RGB(red: UInt8(red / count), green: UInt8(green / count), blue: UInt8(blue / count))
                )
            }
        }
    }

    /// The places of up to four samples in each of so many equal parts of a length; at least one.
    private static func samples(_ length: Int, _ parts: Int) -> [[Int]] {
        (0..<parts).map { part in
            let first = part * length / parts
            let end = max(first + 1, (part + 1) * length / parts)
            let step = max(1, (end - first) / 4)
            return Array(stride(from: first, to: end, by: step).prefix(4))
        }
    }

    subscript(row: Int, column: Int) -> RGB { colors[row * columns + column] }

    /// Makes a few blocks of what a box covers, so that nobody is known by it.
    ///
    /// - Parameters:
    ///   - box: in pixels of the frame.
    ///   - frame: the frame's size.
    mutating func pixelate(_ box: Box, of frame: (width: Int, height: Int)) {
        let (x, y) = (Float(columns) / Float(frame.width), Float(rows) / Float(frame.height))
        func clamped(_ position: Float, _ limit: Int) -> Int { Int(max(0, min(position, Float(limit)))) }
        let (left, right) = (clamped(box.x * x, columns), clamped((box.maxX * x).rounded(.up), columns))
        let (top, bottom) = (clamped(box.y * y, rows), clamped((box.maxY * y).rounded(.up), rows))
        guard right > left, bottom > top else { return }
        let blocks = Self.blocks
        for part in 0..<blocks * blocks {
            let (i, j) = (part % blocks, part / blocks)
            let across = left + (right - left) * i / blocks..<left + (right - left) * (i + 1) / blocks
            let down = top + (bottom - top) * j / blocks..<top + (bottom - top) * (j + 1) / blocks
            let mean = mean(down, across)
            for row in down { for column in across { colors[row * columns + column] = mean } }
        }
    }

    /// A pixelated face has so many blocks across and down.
    private static let blocks = 4

    private func mean(_ down: Range<Int>, _ across: Range<Int>) -> RGB {
        var (red, green, blue, count) = (0, 0, 0, 0)
        for row in down {
            for column in across {
                let color = self[row, column]
                (red, green, blue) = (red + Int(color.red), green + Int(color.green), blue + Int(color.blue))
                count += 1
            }
        }
        guard count > 0 else { return .black }
        return RGB(red: UInt8(red / count), green: UInt8(green / count), blue: UInt8(blue / count))
    }
}
