/// What the keys do, as data: the footer and the help are made from it.
enum KeyMap {
    /// What a key asks the screen for.
    enum Command {
        case quit
        case pause
        case enroll
        case next
        case previous
        case nextCamera
        case redraw
        case privacy
        case help
        case back
    }

    struct Binding {
        let key, short, long: String
        let command: Command
        let keys: [Key]

        var isInFooter: Bool { KeyMap.footer.contains(key) }
    }

    private static func row(
        _ key: String,
        _ short: String,
        _ command: Command,
        _ keys: [Key],
        _ long: String
    ) -> Binding {
        Binding(key: key, short: short, long: long, command: command, keys: keys)
    }

    /// The keys that the footer has room for.
    private static let footer: Set = ["q", "p", "e", "Down", "?"]

    static let bindings = [
        row("q", "quit", .quit, ["q", "\u{3}"], "leave facetop"),
        row("p", "pause", .pause, ["p", " "], "hold the picture and release the camera, or go on"),
        row("e", "enroll", .enroll, ["e"], "give the chosen face a name"),
        row("Down", "next", .next, [.down, .right, "j"], "choose the next face (also Right)"),
        row("Up", "previous", .previous, [.up, .left, "k"], "choose the previous face (also Left)"),
        row("Tab", "camera", .nextCamera, ["\t"], "show the next camera, where there are several"),
        row("v", "privacy", .privacy, ["v"], "show faces, blocks in their place, boxes only, or no picture"),
        row(
            "Ctrl-L",
            "redraw",
            .redraw,
            ["\u{C}"],
            "draw the screen anew, after another program wrote on it"
        ),
        row("?", "help", .help, ["?", "h"], "show this page, or leave it"),
        row("Esc", "back", .back, [.escape], "go back"),
    ]

    static func command(for key: Key) -> Command? {
        bindings.first { $0.keys.contains(key) }?.command
    }
}
