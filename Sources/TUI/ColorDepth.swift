/// How many colors a terminal shows.
enum ColorDepth: Hashable, Sendable {
    case none
    case eight
    case sixteen
    /// The palette of 256: 16 of the terminal's own, a cube, and grays.
    case palette
    /// Any, 24 bits each.
    case direct

    /// What a terminal has, by its entry in terminfo.
    init(colors: Int, hasRGB: Bool) {
        self =
            hasRGB || colors >= 1 << 24
            ? .direct : colors >= 256 ? .palette : colors >= 16 ? .sixteen : colors >= 8 ? .eight : .none
    }

    /// Whether a terminal says by its environment that it shows 24 bits, whatever its entry says.
    ///
    /// GNU screen passes `COLORTERM` on from the terminal around it, and can't.
    static func isDirect(_ environment: [String: String]) -> Bool {
        guard ["truecolor", "24bit"].contains(environment["COLORTERM"]?.lowercased()) else { return false }
        return !(environment["TERM"] ?? "").hasPrefix("screen") || environment["TMUX"] != nil
    }

    /// Whether the user wants none: https://no-color.org, set and not empty.
    static func isForbidden(_ environment: [String: String]) -> Bool {
        environment["NO_COLOR"]?.isEmpty == false
    }

    /// The number of the color that is nearest to one of the picture.
    func number(of color: RGB) -> Int32 {
        let (r, g, b) = (Int(color.red), Int(color.green), Int(color.blue))
        switch self {
        case .none: return -1
        case .eight: return Int32((r > 127 ? 1 : 0) | (g > 127 ? 2 : 0) | (b > 127 ? 4 : 0))
        case .sixteen: return Self.nearest(r, g, b)
        case .palette: return Self.paletteNumber(r, g, b)
        // Five bits a color: fewer pairs, and less is sent for noise. Numbers below 8 would be the
        // terminal's own colors.
        case .direct: return Int32((r & 0xF8) << 16 | (g & 0xF8) << 8 | (b & 0xF8))
        }
    }

    /// xterm's sixteen.
    private static let xterm: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
        (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
        (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]

    private static func nearest(_ r: Int, _ g: Int, _ b: Int) -> Int32 {
        func distance(_ color: (Int, Int, Int)) -> Int {
            (r - color.0) * (r - color.0) + (g - color.1) * (g - color.1) + (b - color.2) * (b - color.2)
        }
        let best = xterm.indices.min { distance(xterm[$0]) < distance(xterm[$1]) }
        return Int32(best ?? 0)
    }

    /// The nearest color of the 6x6x6 cube or the gray ramp.
    private static func paletteNumber(_ r: Int, _ g: Int, _ b: Int) -> Int32 {
        func level(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
        func value(_ level: Int) -> Int { level == 0 ? 0 : 55 + level * 40 }
        let (lr, lg, lb) = (level(r), level(g), level(b))
        let gray = max(0, min(23, ((r + g + b) / 3 - 3) / 10))
        func distance(_ x: Int, _ y: Int, _ z: Int) -> Int {
            (r - x) * (r - x) + (g - y) * (g - y) + (b - z) * (b - z)
        }
        let grayLevel = 8 + gray * 10
        let isGray =
            distance(grayLevel, grayLevel, grayLevel) < distance(value(lr), value(lg), value(lb))
        return Int32(isGray ? 232 + gray : 16 + 36 * lr + 6 * lg + lb)
    }
}
