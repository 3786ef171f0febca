import FaceTypes
import Testing

@testable import TUI

@Suite("what terminals can show")
struct TerminalKindTests {
    @Test(
        "an old terminal and the C locale get ASCII",
        arguments: [
            (["TERM": "vt100", "LANG": "C.UTF-8"], true), (["TERM": "xterm", "LC_ALL": "C"], true),
            (["TERM": "xterm", "LANG": "POSIX"], true),
            (["TERM": "xterm", "LANG": "de_DE.ISO-8859-1"], true),
            (["TERM": "xterm", "LANG": "C", "LC_ALL": "en_US.UTF-8"], false), (["TERM": "xterm"], false),
            (["TERM": "xterm", "LANG": "de_DE.utf8"], false),
            (["TERM": "xterm", "LC_ALL": "", "LANG": "C.UTF-8"], false),
        ]
    )
    func ascii(environment: [String: String], isASCII: Bool) {
        #expect(Glyphs.isASCIIOnly(environment) == isASCII)
    }

    @Test("everything that is drawn has an ASCII form")
    func glyphs() {
        for scalar in "┌┐└┘─│┏┓┗┛━┃╌╎╍╏·…▀▄aé李".unicodeScalars { #expect(Glyphs.ascii(scalar).isASCII) }
    }

    @Test("colors by what the entry, the environment and the user say")
    func colors() {
        #expect(
            ColorDepth(colors: 8, hasRGB: false) == .eight
                && ColorDepth(colors: 16, hasRGB: false) == .sixteen
        )
        #expect(
            ColorDepth(colors: 256, hasRGB: false) == .palette
                && ColorDepth(colors: 256, hasRGB: true) == .direct
        )
        #expect(
            ColorDepth(colors: 1 << 24, hasRGB: false) == .direct
                && ColorDepth(colors: -1, hasRGB: false) == .none
        )
        #expect(ColorDepth.isDirect(["COLORTERM": "truecolor", "TERM": "xterm-256color"]))
        #expect(!ColorDepth.isDirect(["COLORTERM": "truecolor", "TERM": "screen-256color"]))
        #expect(ColorDepth.isDirect(["COLORTERM": "24bit", "TERM": "screen-256color", "TMUX": "x"]))
        #expect(!ColorDepth.isDirect(["TERM": "xterm-direct"]))
        #expect(ColorDepth.isForbidden(["NO_COLOR": "1"]) && !ColorDepth.isForbidden(["NO_COLOR": ""]))
    }

    @Test("a color's number in each palette, and none where colors have no numbers")
    func numbers() {
        let orange = RGB(red: 255, green: 135, blue: 0)
        #expect(ColorDepth.direct.number(of: orange) == nil && ColorDepth.none.number(of: orange) == nil)
        #expect(ColorDepth.palette.number(of: orange) == 208 && ColorDepth.eight.number(of: orange) == 3)
        #expect(ColorDepth.sixteen.number(of: RGB(red: 250, green: 250, blue: 10)) == 11)
    }

    @Test("the user's choice comes before the environment, and that before the entry")
    func choice() {
        let direct = ["COLORTERM": "truecolor"]
        #expect(ColorDepth(wanted: nil, direct, entry: .palette) == .direct)
        #expect(ColorDepth(wanted: nil, ["NO_COLOR": "1"].merging(direct) { $1 }, entry: .palette) == .none)
        #expect(ColorDepth(wanted: .sixteen, ["NO_COLOR": "1"], entry: .palette) == .sixteen)
        #expect(ColorDepth(wanted: nil, direct, entry: .none) == .none)
        #expect(ColorDepth(wanted: nil, [:], entry: .eight) == .eight)
    }
}
