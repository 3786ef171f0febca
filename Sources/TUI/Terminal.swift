import CNcurses
import FoundationEssentials
import Glibc

/// The one owner of the terminal: ncurses keeps process-wide state, so no other type may call it.
@safe final class Terminal {
    /// A key as it was typed.
    enum Key: Equatable, ExpressibleByUnicodeScalarLiteral {
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

        init(unicodeScalarLiteral scalar: Unicode.Scalar) { self = .character(scalar) }
    }

    private let window: UnsafeMutablePointer<WINDOW>
    private var palette: Palette
    private var shown: [Cell] = []
    private var shownSize = (rows: 0, columns: 0)

    /// Takes the terminal.
    ///
    /// - Throws: `TerminalError` where there is none, or one that can't be drawn on.
    init() throws(TerminalError) {
        let environment = ProcessInfo.processInfo.environment
        let isASCII = Glyphs.isASCIIOnly(environment)
        unsafe setlocale(LC_ALL, "")
        if !isASCII, Self.width(of: "▀") != 1 { unsafe setlocale(LC_CTYPE, "C.UTF-8") }
        guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else { throw .none }
        switch Int(cncurses_look_at_terminal()) {
        case cncurses_terminal_unknown: throw .unknown(environment["TERM"] ?? "")
        case cncurses_terminal_fixed: throw .cannotMove(environment["TERM"] ?? "")
        default: break
        }
        // Before ncurses changes the settings that are to be put back.
        cncurses_guard_terminal()
        let wantsDirect = ColorDepth.isDirect(environment) && !ColorDepth.isForbidden(environment)
        guard let window = unsafe cncurses_start(wantsDirect ? 1 : 0) else {
            throw .unknown(environment["TERM"] ?? "")
        }
        unsafe self.window = window
        cncurses_hold_errors()
        palette = Palette(environment, isASCII: isASCII)
        cbreak()
        noecho()
        nonl()
        curs_set(0)
        unsafe keypad(window, true)
        set_escdelay(25)
    }

    deinit { restore() }

    /// Gives the terminal back as it was.
    func restore() {
        endwin()
        cncurses_release_errors()
    }

    var size: (rows: Int, columns: Int) { (unsafe Int(getmaxy(window)), unsafe Int(getmaxx(window))) }

    /// Draws everything anew the next time, whatever the terminal shows.
    func redraw() {
        shown = []
        shownSize = (0, 0)
    }

    /// Shows a canvas; only what has changed since the last one is sent.
    func show(_ canvas: Canvas) {
        var isNew = shownSize != (canvas.rows, canvas.columns)
        if isNew { unsafe wclear(window) }
        // Colors that are given away to others must leave the screen: then it is drawn twice.
        for _ in 0..<2 {
            let generation = palette.generation
            for (index, cell) in canvas.cells.enumerated() where isNew || cell != shown[index] {
                draw(cell, row: index / canvas.columns, column: index % canvas.columns)
            }
            guard palette.generation != generation else { break }
            isNew = true
        }
        shown = canvas.cells
        shownSize = (canvas.rows, canvas.columns)
        unsafe wrefresh(window)
    }

    private func draw(_ cell: Cell, row: Int, column: Int) {
        guard cell.character != "\0" else { return }
        let look = palette.look(of: cell)
        let text = [look.character.value] + look.marks.map(\.value)
        unsafe cncurses_draw(
            window,
            Int32(row),
            Int32(column),
            text,
            Int32(text.count),
            look.attributes,
            look.pair
        )
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
