import Capture
import Files
import FoundationEssentials
import Glibc

/// What tmux says of itself, where the program runs in it.
enum Tmux {
    /// Terminals that show kitty's pictures where cells stand for them.
    private static let terminals = ["xterm-kitty", "xterm-ghostty"]
    /// How long tmux may take to answer, in seconds.
    private static let patience = 1.0

    /// Whether it passes pictures on to a terminal that shows them: `allow-passthrough` is on, and the terminal around it
    /// is known to.
    ///
    /// What the terminal itself is asked through tmux does not come back.
    static func passesKitty(_ environment: [String: String]) -> Bool {
        guard environment["TMUX"]?.isEmpty == false else { return false }
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { return false }
        let (reading, writing) = (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
        let child = ChildProcess(
            ["tmux", "display-message", "-p", "#{allow-passthrough} #{client_termname}"],
            output: .descriptor(writing.number)
        )
        guard let child, child.wait(within: patience) == 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(reading.number, &bytes, bytes.count)
        return passesKitty(answer: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
    }

    /// Understands tmux's answer: the option's value, and the terminal.
    static func passesKitty(answer: String) -> Bool {
        let words = answer.split(whereSeparator: \.isWhitespace)
        return words.count == 2 && ["on", "all", "1"].contains(words[0])
            && terminals.contains(String(words[1]))
    }
}
