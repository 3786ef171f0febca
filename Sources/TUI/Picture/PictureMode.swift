/// How a picture is drawn.
public enum PictureMode: String, Sendable, Hashable, CaseIterable {
    /// Two pixels a cell, one above the other, each in its color.
    case half
    /// Four pixels a cell in two colors.
    case quadrants
    /// Six pixels a cell in two colors; Unicode 13 has the characters, and not every font.
    case sextants
    /// Eight dots a cell in one color.
    case braille
    /// True pixels by kitty's protocol.
    case kitty
    /// True pixels as sixels.
    case sixel

    /// How many pixels a cell has, across and down; for true pixels those of what stands for them.
    var grid: (columns: Int, rows: Int) {
        switch self {
        case .half, .kitty, .sixel: (1, 2)
        case .quadrants: (2, 2)
        case .sextants: (2, 3)
        case .braille: (2, 4)
        }
    }

    /// The protocol that it needs, if any.
    var pixels: PixelProtocol? {
        switch self {
        case .kitty: .kitty
        case .sixel: .sixel
        case .half, .quadrants, .sextants, .braille: nil
        }
    }

    /// The character that has some pixels of a cell in the foreground's color.
    ///
    /// - Parameter pattern: a bit a pixel, row by row, the lowest bit top left.
    /// - Returns: the character.
    func character(_ pattern: Int) -> Unicode.Scalar {
        switch self {
        case .half, .kitty, .sixel: [" ", "▀", "▄", "█"][pattern & 3]
        case .quadrants: Self.quarters[pattern & 15]
        case .sextants: Self.sextant(pattern & 63)
        case .braille: Self.dots(pattern & 255)
        }
    }

    private static let quarters: [Unicode.Scalar] = [
        " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
    ]

    /// Unicode's sextants leave out the four that older blocks have: none, the left and the right half, and all.
    private static func sextant(_ pattern: Int) -> Unicode.Scalar {
        switch pattern {
        case 0: return " "
        case 0b010101: return "▌"
        case 0b101010: return "▐"
        case 63: return "█"
        default:
            let skipped = 1 + (pattern > 0b010101 ? 1 : 0) + (pattern > 0b101010 ? 1 : 0)
            return Unicode.Scalar(UInt32(0x1FB00 + pattern - skipped)) ?? " "
        }
    }

    /// Unicode numbers the first six dots down the columns, and then the lowest two.
    private static func dots(_ pattern: Int) -> Unicode.Scalar {
        let bits = [0, 3, 1, 4, 2, 5, 6, 7]
        let number = bits.indices.reduce(0) { $0 | (pattern >> $1 & 1) << bits[$1] }
        return Unicode.Scalar(UInt32(0x2800 + number)) ?? " "
    }
}
