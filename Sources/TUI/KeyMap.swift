/// What the keys do, as data: the footer, the help and the commands behind `:` are made from it.
enum KeyMap {
    /// What a key asks the screen for.
    enum Command: Hashable, Sendable {
        case quit, pause, next, previous, nextCamera, explain, enroll, enrollOnce, disown, ignore, rename
        case merge, delete, undo, inbox, gallery, filter, list, picture, privacy, theme, redraw, command
        case settings, help, back, pageUp, pageDown

        /// Whether it changes who is enrolled.
        var isChange: Bool {
            switch self {
            case .enroll, .enrollOnce, .disown, .ignore, .rename, .merge, .delete, .undo: true
            default: false
            }
        }
    }

    struct Binding: Sendable {
        /// The key's name.
        let key: String
        /// What it is called in the footer and behind `:`.
        let name: String
        let command: Command
        let keys: [Key]
        /// What it does, for the help.
        let help: String
        /// How soon the footer leaves it out, 0 for never; nil where it has no place there.
        let rank: Int?
    }

    static let bindings: [Binding] = [
        row("q", "quit", .quit, ["q", "\u{3}"], 0, "leave facetop"),
        row("Enter", "explain", .explain, [.enter], 2, "why the chosen face is, or is not, named"),
        row("e", "enroll", .enroll, ["e"], 0, "give the chosen face a name, guided, from several sides"),
        row("E", "enroll-once", .enrollOnce, ["E"], nil, "the same from the one picture that there is"),
        row("n", "not", .disown, ["n"], 3, "it is not the person that it is taken for"),
        row("i", "ignore", .ignore, ["i"], 4, "do not tell of the chosen face, until tomorrow or for ever"),
        row("r", "rename", .rename, ["r"], nil, "give the person another name"),
        row("m", "merge", .merge, ["m"], nil, "the person is the same as another one"),
        row("d", "delete", .delete, ["d", .delete], nil, "remove the person with all photos; asks first"),
        row("u", "undo", .undo, ["u"], 6, "take the last change back; for a day, also after a restart"),
        row("I", "inbox", .inbox, ["I"], 3, "unknown faces that were kept: name, ignore or delete them"),
        row("g", "gallery", .gallery, ["g"], 4, "who is enrolled, and which photos look wrong"),
        row("p", "pause", .pause, ["p", " "], 1, "hold the picture and release the camera, or go on"),
        row("Down", "next", .next, [.down, .right, "j"], 5, "choose the next face (also Right, j, a click)"),
        row("Up", "previous", .previous, [.up, .left, "k"], nil, "choose the previous face (also Left, k)"),
        row("Tab", "camera", .nextCamera, ["\t"], nil, "show the next camera, where there are several"),
        row("/", "filter", .filter, ["/"], 5, "show only events with a word in them; nothing shows all"),
        row("PgUp", "older", .pageUp, [.pageUp], nil, "older events, or the page before"),
        row("PgDn", "newer", .pageDown, [.pageDown], nil, "newer events, or the next page"),
        row("l", "list", .list, ["l"], nil, "the picture or the list, where there is room for one"),
        row("b", "blocks", .picture, ["b"], nil, "half blocks, quadrants, sextants, braille, true pixels"),
        row("v", "privacy", .privacy, ["v"], nil, "faces, blocks in their place, boxes only, or no picture"),
        row("t", "theme", .theme, ["t"], nil, "colors: dark, light, contrast, for the color-blind"),
        row(",", "settings", .settings, [","], nil, "change options here, and in the configuration file"),
        row("Ctrl-L", "redraw", .redraw, ["\u{C}"], nil, "draw all anew, after another program wrote on it"),
        row(":", "command", .command, [":"], nil, "type the name of any of these; Tab completes it"),
        row("?", "help", .help, ["?", "h"], 0, "show this page, or leave it"),
        row("Esc", "back", .back, [.escape], nil, "go back"),
    ]

    private static func row(
        _ key: String,
        _ name: String,
        _ command: Command,
        _ keys: [Key],
        _ rank: Int?,
        _ help: String
    ) -> Binding {
        Binding(key: key, name: name, command: command, keys: keys, help: help, rank: rank)
    }

    static func command(for key: Key) -> Command? { bindings.first { $0.keys.contains(key) }?.command }

    /// The command of a name that was typed; the beginning of one suffices where no other begins so.
    static func command(named name: String) -> Command? {
        let fitting = bindings.filter { $0.name.hasPrefix(name.lowercased()) }
        let exact = fitting.first { $0.name == name.lowercased() }
        return (exact ?? (fitting.count == 1 ? fitting[0] : nil))?.command
    }
}
