/// How many colors a terminal shows.
public enum ColorDepth: String, Hashable, Sendable, CaseIterable {
    case none
    case eight = "8"
    case sixteen = "16"
    /// The palette of 256: 16 of the terminal's own, a cube, and grays.
    case palette = "256"
    /// Any, 24 bits each.
    case direct = "24bit"

    /// What a terminal has, by its entry in terminfo.
    init(colors: Int, hasRGB: Bool) {
        self =
            hasRGB || colors >= 1 << 24
            ? .direct : colors >= 256 ? .palette : colors >= 16 ? .sixteen : colors >= 8 ? .eight : .none
    }

    /// What to draw with: what the user wants, else what the environment says, else what the terminal's entry says.
    ///
    /// - Parameters:
    ///   - wanted: the user's choice.
    ///   - environment: may forbid colors, or promise 24 bits.
    ///   - entry: what terminfo says.
    init(wanted: ColorDepth?, _ environment: [String: String], entry: ColorDepth) {
        let isDirect = entry != .none && Self.isDirect(environment)
        self = wanted ?? (Self.isForbidden(environment) ? .none : isDirect ? .direct : entry)
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

    /// Whether there are enough colors for lines to be seen on a picture.
    var isFine: Bool { self == .palette || self == .direct }

    /// By how much colors are shifted at most so that few of them look like more: half the way between two.
    var ditherAmplitude: Int {
        switch self {
        case .none, .direct: 0
        case .eight: 110
        case .sixteen: 48
        case .palette: 16
        }
    }

    /// The number of the color that is nearest to one of the picture; nil where colors have none.
    func number(of color: RGB) -> UInt8? {
        let (r, g, b) = (Int(color.red), Int(color.green), Int(color.blue))
        switch self {
        case .none, .direct: return nil
        case .eight: return (r > 127 ? 1 : 0) | (g > 127 ? 2 : 0) | (b > 127 ? 4 : 0)
        case .sixteen: return Self.nearest(r, g, b)
        case .palette: return Self.paletteNumber(r, g, b)
        }
    }

    /// xterm's sixteen.
    private static let xterm: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
        (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
        (255, 0, 255), (0, 255, 255), (255, 255, 255),
    ]

    private static func nearest(_ r: Int, _ g: Int, _ b: Int) -> UInt8 {
        func distance(_ color: (Int, Int, Int)) -> Int {
            (r - color.0) * (r - color.0) + (g - color.1) * (g - color.1) + (b - color.2) * (b - color.2)
        }
        let best = xterm.indices.min { distance(xterm[$0]) < distance(xterm[$1]) }
        return UInt8(best ?? 0)
    }

    /// The nearest color of the 6x6x6 cube or the gray ramp.
    private static func paletteNumber(_ r: Int, _ g: Int, _ b: Int) -> UInt8 {
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
        return UInt8(isGray ? 232 + gray : 16 + 36 * lr + 6 * lg + lb)
    }
}
