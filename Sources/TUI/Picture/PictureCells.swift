/// Draws a small picture into cells.
struct PictureCells {
    let mode: PictureMode
    let colors: ColorDepth
    let isASCII: Bool

    /// Two colors nearer than this, of 255, are one: a pattern of them would only flicker.
    private static let leastContrast = 10

    /// The cell at a place.
    ///
    /// - Parameters:
    ///   - row: counts the cells of the picture.
    ///   - column: counts them, too.
    ///   - grid: the picture.
    ///   - coarseness: how many of a cell's pixels one color of the grid covers, across and down.
    /// - Returns: the cell.
    func cell(_ row: Int, _ column: Int, of grid: PictureGrid, coarseness: Int) -> Cell {
        let (across, down) = mode.grid
        func color(_ x: Int, _ y: Int) -> RGB {
            let (i, j) = (column * across + x, row * down + y)
            let color = grid[
                min(j / coarseness, grid.rows - 1),
                min(i / coarseness, grid.columns - 1)
            ]
            let amplitude = self.colors.ditherAmplitude
            return amplitude == 0 ? color : color.adding(Dither.shift(i, j, amplitude: amplitude))
        }
        if mode == .half || mode.pixels != nil || isASCII {
            let (top, bottom) = (color(0, 0), color(0, down - 1))
            if colors == .none { return Cell(character: shade(top, bottom)) }
            if isASCII {
                let mean = RGB.mean(top, bottom)
                return Cell(character: " ", color: .picture(mean, mean))
            }
            return Cell(character: "▀", color: .picture(top, bottom))
        }
        let pixels = (0..<across * down).map { color($0 % across, $0 / across) }
        if mode == .braille || colors == .none {
            return dots(pixels, row, column)
        }
        return twoColors(pixels)
    }

    /// Without colors a picture is drawn in shades.
    private func shade(_ top: RGB, _ bottom: RGB) -> Unicode.Scalar {
        let shades = isASCII ? Glyphs.asciiShades : Glyphs.shades
        return shades[min(shades.count - 1, (top.luma + bottom.luma) * shades.count / 512)]
    }

    /// The pixels that are brighter than a threshold of their place, in the mean of their color.
    private func dots(_ pixels: [RGB], _ row: Int, _ column: Int) -> Cell {
        let (across, down) = mode.grid
        var pattern = 0
        for (index, pixel) in pixels.enumerated() {
            let (x, y) = (column * across + index % across, row * down + index / across)
            if pixel.luma > Dither.threshold(x, y) { pattern |= 1 << index }
        }
        let character = mode.character(pattern)
        guard colors != .none else { return Cell(character: character) }
        let lit = pixels.indices.filter { pattern >> $0 & 1 == 1 }.map { pixels[$0] }
        return Cell(character: character, color: .picture(Self.mean(lit.isEmpty ? pixels : lit), .black))
    }

    /// The pixels that are brighter than the middle in one color, the others in another.
    private func twoColors(_ pixels: [RGB]) -> Cell {
        let lumas = pixels.map(\.luma)
        let (least, most) = (lumas.min() ?? 0, lumas.max() ?? 0)
        guard most - least >= Self.leastContrast else {
            let mean = Self.mean(pixels)
            return Cell(character: " ", color: .picture(mean, mean))
        }
        let middle = (least + most) / 2
        let bright = pixels.indices.filter { lumas[$0] > middle }
        let dark = pixels.indices.filter { lumas[$0] <= middle }
        let pattern = bright.reduce(0) { $0 | 1 << $1 }
        return Cell(
            character: mode.character(pattern),
            color: .picture(Self.mean(bright.map { pixels[$0] }), Self.mean(dark.map { pixels[$0] }))
        )
    }

    private static func mean(_ colors: [RGB]) -> RGB {
        let count = max(1, colors.count)
        func mean(_ part: (RGB) -> UInt8) -> UInt8 { UInt8(colors.reduce(0) { $0 + Int(part($1)) } / count) }
        return RGB(red: mean(\.red), green: mean(\.green), blue: mean(\.blue))
    }
}
