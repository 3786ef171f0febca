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
            let look = palette.look(of: cell.color)
            unsafe cncurses_draw(
                window,
                Int32(index / canvas.columns),
                Int32(index % canvas.columns),
                palette.character(of: cell).value,
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
    private var hasColor = false
    private var colors = 0
    private var pairs: [Cell.Color: Int32] = [:]
    private var next: Int32 = 1

    mutating func start() {
        // https://no-color.org: set and not empty.
        let forbids = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
        guard !forbids, has_colors() else { return }
        start_color()
        use_default_colors()
        hasColor = true
        colors = unsafe Int(tigetnum("colors"))
    }

    /// The character to show: without colours a picture is drawn in shades.
    func character(of cell: Cell) -> Unicode.Scalar {
        guard !hasColor, case .picture(let top, let bottom) = cell.color else { return cell.character }
        let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
        let sum = [top, bottom].reduce(0) { $0 + Int($1.red) + Int($1.green) + Int($1.blue) }
        return shades[min(shades.count - 1, sum * shades.count / (6 * 256))]
    }

    mutating func look(of color: Cell.Color) -> (attributes: UInt32, pair: Int32) {
        var attributes: UInt32 = 0
        if case .style(let style) = color {
            attributes = Self.attributes(of: style)
            if style == .plain { return (attributes, 0) }
        }
        guard hasColor else { return (attributes, 0) }
        return (attributes, pair(for: color))
    }

    private mutating func pair(for color: Cell.Color) -> Int32 {
        let (foreground, background) = indices(color)
        let key: Cell.Color =
            if case .picture = color { .picture(Self.key(foreground), Self.key(background)) } else { color }
        if let pair = pairs[key] { return pair }
        // A picture can have more combinations than a terminal has pairs; then the oldest meaning is given up.
        if next >= maximumPairs {
            pairs.removeAll(keepingCapacity: true)
            next = 1
        }
        init_extended_pair(next, foreground, background)
        pairs[key] = next
        next += 1
        return next - 1
    }

    private var maximumPairs: Int32 { max(16, min(unsafe Int32(tigetnum("pairs")), 32767)) }

    private func indices(_ color: Cell.Color) -> (Int32, Int32) {
        switch color {
        case .picture(let top, let bottom): (index(top), index(bottom))
        case .style(let style):
            switch style {
            case .known: (Int32(COLOR_GREEN), -1)
            case .unknown: (Int32(COLOR_YELLOW), -1)
            case .pending: (Int32(COLOR_CYAN), -1)
            case .refused, .dim: (colors >= 256 ? 244 : -1, -1)
            case .warning: (Int32(COLOR_RED), -1)
            case .key, .title: (Int32(COLOR_BLACK), Int32(COLOR_CYAN))
            case .selected, .plain: (-1, -1)
            }
        }
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

    private static func key(_ index: Int32) -> RGB { RGB(red: UInt8(clamping: index), green: 0, blue: 0) }

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
