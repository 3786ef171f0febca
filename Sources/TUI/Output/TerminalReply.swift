/// What a terminal says about itself when it is asked.
enum TerminalReply: Hashable, Sendable {
    /// Whether it holds frames back (DECRPM of mode 2026).
    case synchronized(Bool)
    /// Its background.
    case background(RGB)
    /// The size of a cell in pixels.
    case cell(width: Int, height: Int)
    /// It shows pictures by kitty's protocol.
    case kitty
    /// Its attributes (DA1), with which the last question is answered; 4 are sixels.
    case attributes(hasSixel: Bool)

    /// What to ask: the mode of synchronized output, kitty's pictures, the background, the size of a cell; and last what
    /// every terminal answers.
    static let questions =
        "\u{1B}[?2026$p\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}]11;?\u{1B}\\\u{1B}[16t\u{1B}[c"

    /// Understands an answer; nil for what is none of those.
    init?(_ sequence: ControlSequence) {
        switch sequence.kind {
        case .csi(let final): self.init(parameters: sequence.body, final: final)
        case .osc:
            guard let color = RGB(xterm: sequence.body) else { return nil }
            self = .background(color)
        case .apc:
            guard sequence.body.hasPrefix("Gi=31;OK") else { return nil }
            self = .kitty
        case .other: return nil
        }
    }

    private init?(parameters body: String, final: Character) {
        let numbers = body.drop { $0 == "?" }.split(separator: ";").map {
            Int($0.prefix { $0.isNumber }) ?? 0
        }
        switch final {
        case "y" where body.hasPrefix("?2026;") && body.hasSuffix("$"):
            // 1 and 2: set and reset; 0 and 4: not known, and never.
            self = .synchronized([1, 2].contains(numbers.last))
        case "c" where body.hasPrefix("?"): self = .attributes(hasSixel: numbers.dropFirst().contains(4))
        case "t" where numbers.count == 3 && numbers[0] == 6:
            guard (1...256).contains(numbers[1]), (1...256).contains(numbers[2]) else { return nil }
            self = .cell(width: numbers[2], height: numbers[1])
        default: return nil
        }
    }
}

extension RGB {
    /// Reads what xterm says of a color, as `11;rgb:1c1c/1c1c/1c1c`.
    fileprivate init?(xterm text: String) {
        guard text.hasPrefix("11;rgb:") else { return nil }
        let parts = text.dropFirst("11;rgb:".count).split(separator: "/", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt8? in
            // One to four digits, of which all are F for the brightest.
            guard (1...4).contains(part.count), let value = Int(part, radix: 16), value >= 0 else {
                return nil
            }
            return UInt8(value * 255 / ((1 << (4 * part.count)) - 1))
        }
        guard parts.count == 3, bytes.count == 3 else { return nil }
        self.init(red: bytes[0], green: bytes[1], blue: bytes[2])
    }
}
