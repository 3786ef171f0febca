import CNcurses
import Glibc

/// The one owner of the terminal: ncurses keeps process-wide state, so no other type may call it.
@safe final class Terminal {
    /// A key as it was typed.
    enum Key: Equatable {
        case character(Unicode.Scalar)
        case up
        case down
        case left
        case right
        case enter
        case escape
        case backspace
        case resized
        case other
    }

    private let window: UnsafeMutablePointer<WINDOW>
    private var palette = Palette()
    private var shown: [Cell] = []
    private var shownSize = (rows: 0, columns: 0)

    /// Takes the terminal; nil where there is none, or `TERM` is not known.
    init?() {
        unsafe setlocale(LC_ALL, "")
        // Without a locale the terminal is most likely one of today's, and the picture needs half blocks.
        if Self.width(of: "▀") != 1 { unsafe setlocale(LC_CTYPE, "C.UTF-8") }
        guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else { return nil }
        // Before ncurses changes the settings that are to be put back.
        cncurses_guard_terminal()
        guard let window = unsafe cncurses_start() else { return nil }
        unsafe self.window = window
        cbreak()
        noecho()
        nonl()
        curs_set(0)
        unsafe keypad(window, true)
        set_escdelay(25)
        palette.start()
    }

    deinit { restore() }

    /// Gives the terminal back as it was.
    func restore() { endwin() }

    var size: (rows: Int, columns: Int) { (unsafe Int(getmaxy(window)), unsafe Int(getmaxx(window))) }

    /// Shows a canvas; only what has changed since the last one is sent.
    func show(_ canvas: Canvas) {
        let isNew = shownSize != (canvas.rows, canvas.columns)
        if isNew { unsafe wclear(window) }
        for (index, cell) in canvas.cells.enumerated() where isNew || cell != shown[index] {
            guard cell.character != "\0" else { continue }
            let look = palette.look(of: cell)
            unsafe cncurses_draw(
                window,
                Int32(index / canvas.columns),
                Int32(index % canvas.columns),
                look.character.value,
                look.attributes,
                look.pair
            )
        }
        shown = canvas.cells
        shownSize = (canvas.rows, canvas.columns)
        unsafe wrefresh(window)
    }

    /// Waits for a key; nil when none was typed in that many milliseconds.
    func key(waiting milliseconds: Int32) -> Key? {
        unsafe wtimeout(window, milliseconds)
        var isKey: Int32 = 0
        let code = unsafe cncurses_read_key(window, &isKey)
        guard code >= 0 else { return nil }
        guard isKey == 0 else {
            return switch code {
            case KEY_UP: .up
            case KEY_DOWN: .down
            case KEY_LEFT: .left
            case KEY_RIGHT: .right
            case KEY_ENTER: .enter
            case KEY_BACKSPACE: .backspace
            case KEY_RESIZE: .resized
            default: .other
            }
        }
        return switch code {
        case 10, 13: .enter
        case 27: .escape
        case 8, 127: .backspace
        default: Unicode.Scalar(UInt32(code)).map(Key.character) ?? .other
        }
    }

    /// How many columns a character takes; 0 for one that does not stand by itself.
    static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x7F { return 1 }
        return max(0, Int(cncurses_width(scalar.value)))
    }
}

/// Maps meanings and colours to what the terminal can show.
private struct Palette {
    /// How a cell is drawn.
    struct Look {
        var character: Unicode.Scalar
        var attributes: UInt32 = 0
        var pair: Int32 = 0
    }

    /// The colours of a pair, by their numbers in the terminal; -1 is its default.
    private struct Colors: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private var hasColor = false
    private var colors = 0
    private var stylePairs: [Style: Int32] = [:]
    private var picturePairs: [Colors: Int32] = [:]
    private var next: Int32 = 1
    private var limit: Int32 = 0

    mutating func start() {
        // https://no-color.org: set and not empty.
        let forbids = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
        guard !forbids, has_colors() else { return }
        start_color()
        use_default_colors()
        hasColor = true
        colors = unsafe Int(tigetnum("colors"))
        limit = unsafe min(max(16, tigetnum("pairs")), 32767)
        for style in Style.allCases where style != .plain {
            stylePairs[style] = newPair(Self.colors(style, of: colors))
        }
    }

    mutating func look(of cell: Cell) -> Look {
        switch cell.color {
        case .style(let style):
            let pair = stylePairs[style] ?? 0
            return Look(character: cell.character, attributes: Self.attributes(of: style), pair: pair)
        case .picture(let top, let bottom):
            guard hasColor else { return Look(character: Self.shade(top, bottom)) }
            // Upper half in one colour is lower half in the other: half as many pairs are needed.
            let (upper, lower) = (index(top), index(bottom))
            let isTurned = upper > lower
            let colors = Colors(foreground: min(upper, lower), background: max(upper, lower))
            return Look(character: isTurned ? "▄" : cell.character, pair: pair(for: colors))
        }
    }

    private mutating func pair(for colors: Colors) -> Int32 {
        if let pair = picturePairs[colors] { return pair }
        if next >= limit {
            // More combinations than the terminal has pairs: the picture begins anew, the meanings keep theirs.
            picturePairs.removeAll(keepingCapacity: true)
            next = Int32(stylePairs.count) + 1
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

    private static func colors(_ style: Style, of count: Int) -> Colors {
        switch style {
        case .known: Colors(foreground: Int32(COLOR_GREEN), background: -1)
        case .unknown: Colors(foreground: Int32(COLOR_YELLOW), background: -1)
        case .pending: Colors(foreground: Int32(COLOR_CYAN), background: -1)
        case .refused, .dim: Colors(foreground: count >= 256 ? 244 : -1, background: -1)
        case .warning: Colors(foreground: Int32(COLOR_RED), background: -1)
        case .key, .title: Colors(foreground: Int32(COLOR_BLACK), background: Int32(COLOR_CYAN))
        case .selected, .plain: Colors(foreground: -1, background: -1)
        }
    }

    /// Without colours a picture is drawn in shades.
    private static func shade(_ top: RGB, _ bottom: RGB) -> Unicode.Scalar {
        let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
        let sum = [top, bottom].reduce(0) { $0 + Int($1.red) + Int($1.green) + Int($1.blue) }
        return shades[min(shades.count - 1, sum * shades.count / (6 * 256))]
    }

    /// The nearest colour of the 6x6x6 cube or the grey ramp of 256 colours, else of the first eight.
    private func index(_ color: RGB) -> Int32 {
        let (r, g, b) = (Int(color.red), Int(color.green), Int(color.blue))
        guard colors >= 256 else {
            return Int32((r > 127 ? 1 : 0) | (g > 127 ? 2 : 0) | (b > 127 ? 4 : 0))
        }
        func level(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40 }
        func value(_ level: Int) -> Int { level == 0 ? 0 : 55 + level * 40 }
        let (lr, lg, lb) = (level(r), level(g), level(b))
        let grey = max(0, min(23, ((r + g + b) / 3 - 3) / 10))
        func distance(_ x: Int, _ y: Int, _ z: Int) -> Int {
            (r - x) * (r - x) + (g - y) * (g - y) + (b - z) * (b - z)
        }
        let greyLevel = 8 + grey * 10
        let isGrey =
            distance(greyLevel, greyLevel, greyLevel) < distance(value(lr), value(lg), value(lb))
        return Int32(isGrey ? 232 + grey : 16 + 36 * lr + 6 * lg + lb)
    }

    /// Without colour, the state is still told apart by brightness and by the words themselves.
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
