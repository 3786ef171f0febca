import ArgumentParser
import FoundationEssentials
import TUI

/// How the screen looks, and what it may cost.
struct ScreenOptionGroup: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Colors: 24bit, 256, 16, 8 or none (default: what the terminal has; none where NO_COLOR is set).",
            valueName: "number"
        )
    )
    var colors: ColorDepth?

    @Option(
        help: ArgumentHelp(
            "The picture: half (blocks), quadrants, sextants, braille; or true pixels, where the terminal says that it has them: kitty, sixel.",
            valueName: "mode"
        )
    )
    var picture: PictureMode?

    @Option(
        help: ArgumentHelp(
            "What is shown of people: off (all), pixelate (no faces), boxes (nothing else), hidden (no picture).",
            valueName: "mode"
        )
    )
    var privacy = Privacy.off

    @Option(
        help: ArgumentHelp(
            "Meanings' colors: dark, light, contrast or colorblind (default: by the terminal's background).",
            valueName: "name"
        )
    )
    var theme: Theme?

    @Option(
        help: ArgumentHelp(
            "Kilobits a second that the screen may send, 0 for as many as there are (default: 2000 over ssh).",
            valueName: "number"
        )
    )
    var maxKbps: Int?

    @Flag(help: "Leave the mouse to the terminal.")
    var noMouse = false

    @Flag(help: "Ring the terminal's bell for a stranger.")
    var bell = false

    @Flag(help: "Have the terminal notify of a stranger (OSC 9 and 777).")
    var notify = false

    @Flag(help: "Enroll nobody on the screen, and change nothing of the gallery.")
    var readOnly = false

    /// What is the line of a remote user by default, in kilobits a second.
    private static let remote = 2000
    /// What tmux is given by default of pictures that it passes on: it drops what it can't pass on at once.
    private static let passedThrough = 16_000

    func validate() throws {
        guard (0...10_000_000).contains(maxKbps ?? 0) else {
            throw ValidationError("--max-kbps takes 0 to 10000000.")
        }
        guard maxKbps ?? 8 == 0 || maxKbps ?? 8 >= 8 else {
            throw ValidationError(
                "--max-kbps takes 8 or more, or 0 for no limit: below, nothing can be read."
            )
        }
    }

    /// What was chosen.
    ///
    /// - Parameter passesKitty: whether tmux passes kitty's pictures on.
    /// - Returns: the options.
    func options(passesKitty: Bool = false) -> ScreenOptions {
        var options = ScreenOptions()
        options.colors = colors
        options.picture = picture
        options.privacy = privacy
        options.theme = theme
        options.hasMouse = !noMouse
        (options.rings, options.notifies) = (bell, notify)
        let isRemote = ProcessInfo.processInfo.environment["SSH_CONNECTION"]?.isEmpty == false
        options.passesKitty = passesKitty
        let isPassedThrough = passesKitty && picture == .kitty
        let kilobits = maxKbps ?? (isRemote ? Self.remote : isPassedThrough ? Self.passedThrough : 0)
        options.bytesPerSecond = kilobits == 0 ? nil : kilobits * 1000 / 8
        return options
    }
}
