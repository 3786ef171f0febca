import CNcurses

/// Maps meanings and colors to what the terminal can show.
struct Palette {
    /// How a cell is drawn.
    struct Look {
        var character: Unicode.Scalar
        var marks: [Unicode.Scalar] = []
        var attributes: UInt32 = 0
        var pair: Int32 = 0
    }

    /// The colors of a pair, by their numbers in the terminal; -1 is its default.
    private struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private let depth: ColorDepth
    private let isASCII: Bool
    private var stylePairs: [Style: Int32] = [:]
    private var picturePairs: [Colors: Int32] = [:]
    private var next: Int32 = 1
    private let limit: Int32
    /// Counts how often pairs got other colors: what is shown must then be drawn anew.
    private(set) var generation = 0

    /// Takes a terminal as it is, after ncurses has started.
    init(_ environment: [String: String], isASCII: Bool) {
        self.isASCII = isASCII
        let hasColor = !ColorDepth.isForbidden(environment) && has_colors()
        depth =
            hasColor
            ? ColorDepth(colors: unsafe Int(tigetnum("colors")), hasRGB: unsafe tigetflag("RGB") > 0) : .none
        limit = unsafe min(max(16, tigetnum("pairs")), 32767)
        guard depth != .none else { return }
        start_color()
        use_default_colors()
        for style in Style.allCases where style != .plain {
            stylePairs[style] = newPair(Self.colors(style, depth))
        }
    }

    mutating func look(of cell: Cell) -> Look {
        switch cell.color {
        case .style(let style):
            return Look(
                character: isASCII ? Glyphs.ascii(cell.character) : cell.character,
                marks: isASCII ? [] : cell.marks,
                attributes: Self.attributes(of: style),
                pair: stylePairs[style] ?? 0
            )
        case .picture(let top, let bottom):
            guard depth != .none else {
                return Look(character: Self.shade(top, bottom, isASCII ? Glyphs.asciiShades : Glyphs.shades))
            }
            if isASCII {
                // A blank in the mean of both: ASCII has no half blocks.
                let mean = depth.number(of: RGB.mean(top, bottom))
                return Look(character: " ", pair: pair(for: Colors(foreground: mean, background: mean)))
            }
            // Upper half in one color is lower half in the other: half as many pairs are needed.
            let (upper, lower) = (depth.number(of: top), depth.number(of: bottom))
            let isTurned = upper > lower
            let colors = Colors(foreground: min(upper, lower), background: max(upper, lower))
            return Look(character: isTurned ? "▄" : cell.character, pair: pair(for: colors))
        }
    }

    private mutating func pair(for colors: Colors) -> Int32 {
        if let pair = picturePairs[colors] { return pair }
        if next >= limit {
            // More combinations than the terminal has pairs: the picture begins anew, the meanings keep
            // theirs.
            picturePairs.removeAll(keepingCapacity: true)
            next = Int32(stylePairs.count) + 1
            generation += 1
        }
        let pair = newPair(colors)
        picturePairs[colors] = pair
        return pair
    }

    private mutating func newPair(_ colors: Colors) -> Int32 {
        init_extended_pair(next, colors.foreground, colors.background)
        next += 1
        return next - 1
    }

    private static func colors(_ style: Style, _ depth: ColorDepth) -> Colors {
        switch style {
        case .known: return Colors(foreground: Int32(COLOR_GREEN), background: -1)
        case .unknown: return Colors(foreground: Int32(COLOR_YELLOW), background: -1)
        case .pending: return Colors(foreground: Int32(COLOR_CYAN), background: -1)
        case .refused, .dim:
            let gray: Int32 =
                depth == .direct ? 0x808080 : depth == .palette ? 244 : depth == .sixteen ? 8 : -1
            return Colors(foreground: gray, background: -1)
        case .warning: return Colors(foreground: Int32(COLOR_RED), background: -1)
        case .key, .title: return Colors(foreground: Int32(COLOR_BLACK), background: Int32(COLOR_CYAN))
        case .selected, .plain: return Colors(foreground: -1, background: -1)
        }
    }

    /// Without colors a picture is drawn in shades.
    private static func shade(_ top: RGB, _ bottom: RGB, _ shades: [Unicode.Scalar]) -> Unicode.Scalar {
        let sum = [top, bottom].reduce(0) { $0 + Int($1.red) + Int($1.green) + Int($1.blue) }
        return shades[min(shades.count - 1, sum * shades.count / (6 * 256))]
    }

    /// Without color, the state is still told apart by brightness and by the words themselves.
    private static func attributes(of style: Style) -> UInt32 {
        switch style {
        case .known, .warning, .unknown: cncurses_attr_bold
        case .selected: cncurses_attr_reverse
        case .title, .key: 0
        case .dim, .refused: cncurses_attr_dim
        case .plain, .pending: 0
        }
    }
}

extension RGB {
    fileprivate static func mean(_ a: RGB, _ b: RGB) -> RGB {
        func half(_ x: UInt8, _ y: UInt8) -> UInt8 { UInt8((Int(x) + Int(y)) / 2) }
        return RGB(red: half(a.red, b.red), green: half(a.green, b.green), blue: half(a.blue, b.blue))
    }
}
