import CNcurses
import FoundationEssentials
import Glibc

/// The one owner of the terminal: ncurses keeps process-wide state, so no other type may call it.
///
/// ncurses has the modes, the keys and what terminfo knows; what is drawn comes from `CellEncoder`.
@safe final class Terminal {
    /// Where keys are read from: a pad, which is never shown.
    private let pad: UnsafeMutablePointer<WINDOW>
    /// What the terminal can do, as far as it is known: it may answer late.
    private(set) var abilities: TerminalAbilities
    /// Whether it answered something since the last time that it was asked.
    private var hasLearned = false
    private let isMultiplexed: Bool
    private let hasMouse: Bool
    /// What was typed while something else was waited for.
    private var typed: [Key] = []
    private var resumptions: Int32 = 0
    private var isRestored = false

    /// How long answers are waited for, in milliseconds; later ones are taken, too.
    private static let patience: Int32 = 200
    /// How long the rest of a sequence is waited for, in milliseconds.
    private static let sequencePatience: Int32 = 30

    /// Takes the terminal.
    ///
    /// - Parameter options: what the user wants of it.
    /// - Throws: `TerminalError` where there is none, or one that can't be drawn on.
    init(_ options: ScreenOptions) throws(TerminalError) {
        let environment = ProcessInfo.processInfo.environment
        let isASCII = Glyphs.isASCIIOnly(environment)
        unsafe setlocale(LC_ALL, "")
        if !isASCII, Self.width(of: "▀") != 1 { unsafe setlocale(LC_CTYPE, "C.UTF-8") }
        guard isatty(STDOUT_FILENO) == 1, isatty(STDIN_FILENO) == 1 else { throw .none }
        let name = environment["TERM"] ?? ""
        switch Int(cncurses_look_at_terminal()) {
        case cncurses_terminal_unknown: throw .unknown(name)
        case cncurses_terminal_fixed: throw .cannotMove(name)
        default: break
        }
        // Before ncurses changes the settings that are to be put back.
        cncurses_guard_terminal()
        guard let pad = unsafe cncurses_start() else { throw .unknown(name) }
        unsafe self.pad = pad
        cncurses_hold_errors()
        cbreak()
        noecho()
        nonl()
        curs_set(0)
        unsafe keypad(pad, true)
        set_escdelay(25)
        isMultiplexed =
            environment["TMUX"] != nil || name.hasPrefix("screen") || name.hasPrefix("tmux")
            || environment["ZELLIJ"] != nil
        abilities = Self.abilities(environment, options, isASCII: isASCII)
        hasMouse = options.hasMouse && abilities.isStandard
        cncurses_watch_stops(abilities.isStandard ? 1 : 0)
        enterModes()
        if abilities.isStandard { ask() }
        hasLearned = false
    }

    deinit { restore() }

    /// What terminfo, the environment and the user say.
    private static func abilities(
        _ environment: [String: String],
        _ options: ScreenOptions,
        isASCII: Bool
    ) -> TerminalAbilities {
        var abilities = TerminalAbilities()
        abilities.isASCII = isASCII
        let name = environment["TERM"] ?? ""
        abilities.notifiesByFields =
            environment["VTE_VERSION"] != nil || name.hasPrefix("rxvt") || name.hasPrefix("foot")
        let entry = unsafe ColorDepth(colors: Int(tigetnum("colors")), hasRGB: tigetflag("RGB") > 0)
        if movement(1, 2) == [UInt8]("\u{1B}[2;3H".utf8) {
            abilities.colors = ColorDepth(wanted: options.colors, environment, entry: entry)
        } else {
            abilities.move = { movement($0, $1) }
            abilities.colors = .none
            (abilities.plain, abilities.bold) = (capability("sgr0"), capability("bold"))
            (abilities.reverse, abilities.clear) = (capability("rev"), capability("clear"))
        }
        var (width, height): (Int32, Int32) = (0, 0)
        unsafe cncurses_cell_size(&width, &height)
        if width > 0, height > 0 { abilities.cell = (Int(width), Int(height)) }
        if options.passesKitty {
            abilities.isPassedThrough = true
            abilities.graphics = [.kitty]
            // tmux does not tell; the terminal makes the picture as large as its cells.
            abilities.cell = abilities.cell ?? (10, 20)
        }
        return abilities
    }

    private static func capability(_ name: String) -> [UInt8] {
        unsafe text { unsafe cncurses_capability(name, $0, $1) }
    }

    private static func movement(_ row: Int, _ column: Int) -> [UInt8] {
        unsafe text { unsafe cncurses_movement(Int32(row), Int32(column), $0, $1) }
    }

    private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int32) -> Void) -> [UInt8] {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress else { return [] }
            unsafe fill(start, Int32(buffer.count))
            return unsafe buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        }
    }

    /// Gives the terminal back as it was; the second time there is nothing to give back.
    func restore() {
        guard !isRestored else { return }
        isRestored = true
        leaveModes()
        endwin()
        cncurses_release_errors()
    }

    private func enterModes() {
        guard abilities.isStandard else { return }
        // The last column does not wrap: the last row would scroll.
        write([UInt8]("\u{1B}[?7l\(hasMouse ? "\u{1B}[?1002h\u{1B}[?1006h" : "")".utf8))
    }

    private func leaveModes() {
        guard abilities.isStandard else { return }
        write([UInt8]("\(hasMouse ? "\u{1B}[?1006l\u{1B}[?1002l" : "")\u{1B}[0m\u{1B}[?7h".utf8))
    }

    var size: (rows: Int, columns: Int) {
        var (rows, columns): (Int32, Int32) = (0, 0)
        unsafe cncurses_screen_size(&rows, &columns)
        return (Int(rows), Int(columns))
    }

    /// Whether the terminal shows nothing of what was drawn: the program was stopped meanwhile.
    func takeResumption() -> Bool {
        let now = cncurses_resumptions()
        guard now != resumptions else { return false }
        resumptions = now
        enterModes()
        return true
    }

    /// Whether more is known of the terminal than the last time.
    func takeLearned() -> Bool {
        defer { hasLearned = false }
        return hasLearned
    }

    /// Sends bytes: as few writes as the terminal allows.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            let code = errno
            if count > 0 {
                rest.removeFirst(count)
            } else if code == EAGAIN {
                var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                unsafe _ = poll(&request, 1, 1000)
            } else if code != EINTR {
                return
            }
        }
    }

    /// Whether it takes something now: one that was stopped with Ctrl-S, or whose line is full, does not.
    var isReady: Bool {
        var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&request, 1, 0) > 0
    }

    /// Waits until a key is typed, a descriptor can be read, a signal comes, or so many milliseconds are over.
    func wait(milliseconds: Int32, orFor descriptor: Int32) {
        guard typed.isEmpty else { return }
        var requests = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        unsafe _ = poll(&requests, 2, max(0, milliseconds))
    }

    /// The next key that was typed; nil where none was.
    func key() -> Key? { typed.isEmpty ? read(waiting: 0) : typed.removeFirst() }

    /// Asks what terminfo does not know, and waits a moment for the answers.
    private func ask() {
        write([UInt8](TerminalReply.questions.utf8))
        let start = ContinuousClock.now
        while start.duration(to: .now) < .milliseconds(Self.patience) {
            guard let input = readInput(waiting: 20) else { continue }
            switch input {
            case .key(let key): typed.append(key)
            case .sequence(let sequence):
                let reply = TerminalReply(sequence)
                take(sequence).map { typed.append($0) }
                if case .attributes = reply { return }
            }
        }
    }

    private enum Input {
        case key(Key)
        case sequence(ControlSequence)
    }

    private func read(waiting milliseconds: Int32) -> Key? {
        while let input = readInput(waiting: milliseconds) {
            switch input {
            case .key(let key): return key
            case .sequence(let sequence):
                if let key = take(sequence) { return key }
            }
        }
        return nil
    }

    /// Takes in what the terminal says; the key that it stands for, if any.
    private func take(_ sequence: ControlSequence) -> Key? {
        guard let reply = TerminalReply(sequence) else { return Key(sequence) }
        hasLearned = true
        switch reply {
        case .synchronized(let isSynchronized): abilities.isSynchronized = isSynchronized
        case .background(let color): abilities.background = color
        case .cell(let width, let height): abilities.cell = (width, height)
        // What a multiplexer says holds for itself, not for what is around it.
        case .kitty: if !isMultiplexed { abilities.graphics.insert(.kitty) }
        case .attributes(let hasSixel): if hasSixel, !isMultiplexed { abilities.graphics.insert(.sixel) }
        }
        return nil
    }

    private func readInput(waiting milliseconds: Int32) -> Input? {
        guard let (code, isKey) = readCode(waiting: milliseconds) else { return nil }
        guard !isKey else { return .key(Self.key(ofCode: code)) }
        guard code == 27 else { return .key(Self.key(ofCharacter: code)) }
        guard let (next, isNextKey) = readCode(waiting: Self.sequencePatience) else { return .key(.escape) }
        guard !isNextKey, let first = Unicode.Scalar(UInt32(next)), var reader = ControlSequence.Reader(first)
        else {
            typed.append(isNextKey ? Self.key(ofCode: next) : Self.key(ofCharacter: next))
            return .key(.escape)
        }
        while let (code, isKey) = readCode(waiting: Self.sequencePatience) {
            guard !isKey, let scalar = Unicode.Scalar(UInt32(code)) else { continue }
            if let sequence = reader.take(scalar) { return .sequence(sequence) }
        }
        return .key(.other)
    }

    private func readCode(waiting milliseconds: Int32) -> (code: Int32, isKey: Bool)? {
        unsafe wtimeout(pad, milliseconds)
        var isKey: Int32 = 0
        let code = unsafe cncurses_read_key(pad, &isKey)
        return code < 0 ? nil : (code, isKey != 0)
    }

    private static func key(ofCode code: Int32) -> Key {
        switch code {
        case KEY_UP: .up
        case KEY_DOWN: .down
        case KEY_LEFT: .left
        case KEY_RIGHT: .right
        case KEY_PPAGE: .pageUp
        case KEY_NPAGE: .pageDown
        case KEY_HOME: .home
        case KEY_END: .end
        case KEY_ENTER: .enter
        case KEY_BACKSPACE: .backspace
        case KEY_DC: .delete
        case KEY_RESIZE: .resized
        default: .other
        }
    }

    private static func key(ofCharacter code: Int32) -> Key {
        switch code {
        case 10, 13: .enter
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
