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
        case help
        case back
    }

    struct Binding {
        let key: String
        let short: String
        let long: String
        let isInFooter: Bool
        let command: Command
        let keys: [Terminal.Key]
    }

    static let bindings = [
        Binding(
            key: "q",
            short: "quit",
            long: "leave facetop",
            isInFooter: true,
            command: .quit,
            keys: [.character("q"), .character("\u{3}")]
        ),
        Binding(
            key: "p",
            short: "pause",
            long: "hold the picture and release the camera, or go on",
            isInFooter: true,
            command: .pause,
            keys: [.character("p"), .character(" ")]
        ),
        Binding(
            key: "e",
            short: "enroll",
            long: "give the chosen face a name",
            isInFooter: true,
            command: .enroll,
            keys: [.character("e")]
        ),
        Binding(
            key: "Down",
            short: "next",
            long: "choose the next face (also Right)",
            isInFooter: true,
            command: .next,
            keys: [.down, .right, .character("j")]
        ),
        Binding(
            key: "Up",
            short: "previous",
            long: "choose the previous face (also Left)",
            isInFooter: false,
            command: .previous,
            keys: [.up, .left, .character("k")]
        ),
        Binding(
            key: "Tab",
            short: "camera",
            long: "show the next camera, where there are several",
            isInFooter: false,
            command: .nextCamera,
            keys: [.character("\t")]
        ),
        Binding(
            key: "Ctrl-L",
            short: "redraw",
            long: "draw the screen anew, when another program wrote over it",
            isInFooter: false,
            command: .redraw,
            keys: [.character("\u{C}")]
        ),
        Binding(
            key: "?",
            short: "help",
            long: "show this page, or leave it",
            isInFooter: true,
            command: .help,
            keys: [.character("?"), .character("h")]
        ),
        Binding(
            key: "Esc",
            short: "back",
            long: "go back",
            isInFooter: false,
            command: .back,
            keys: [.escape]
        ),
    ]

    static func command(for key: Terminal.Key) -> Command? {
        bindings.first { $0.keys.contains(key) }?.command
    }
}
