import FaceTypes
import Glibc
import TestSupport
import Testing

@testable import TUI

@Suite("text in cells and lines")
struct WrapTests {
    init() { unsafe _ = setlocale(LC_ALL, "C.UTF-8") }

    @Test("combining marks are drawn with their letter")
    func marks() {
        var canvas = Canvas(rows: 1, columns: 12)
        #expect(canvas.text("e\u{301}x", row: 0, column: 0) == 2)
        #expect(
            canvas[0, 0].character == "e" && canvas[0, 0].marks == ["\u{301}"]
                && canvas[0, 1].character == "x"
        )
        canvas = Canvas(rows: 1, columns: 12)
        let name = "नमस्ते"
        canvas.text(name, row: 0, column: 0)
        #expect(canvas.line(0).hasPrefix(name))
        // A mark without a letter, and more of them than a cell holds.
        #expect(CellText.cells(of: "\u{301}").map(\.base) == [" "])
        #expect(CellText.cells(of: "a" + String(repeating: "\u{301}", count: 9)).map(\.marks.count) == [4])
    }

    @Test("emoji that are joined are drawn side by side, joiners between letters stay")
    func joiners() {
        let family = CellText.cells(of: "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}")
        #expect(family.map(\.width) == [2, 2, 2] && family.allSatisfy(\.marks.isEmpty))
        #expect(CellText.cells(of: "\u{DC1}\u{DCA}\u{200D}\u{DBB}").flatMap(\.marks).contains("\u{200D}"))
    }

    @Test("lines end between words, or inside one that is too long; nothing is lost")
    func wrap() {
        #expect("looks like Barack Obama".wrapped(to: 12) == ["looks like", "Barack Obama"])
        #expect("a  b".wrapped(to: 10) == ["a  b"])
        #expect("/dev/v4l/by-id/x".wrapped(to: 6) == ["/dev/v", "4l/by-", "id/x"])
        #expect("李李李 x".wrapped(to: 4) == ["李李", "李 x"])
        #expect("".wrapped(to: 4) == [""] && "abc".wrapped(to: 1) == ["abc"])
        #expect("abc李".suffix(columns: 3) == "c李")
    }
}

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
        for scalar in "┌┐└┘─│┏┓┗┛━┃…▀aé李".unicodeScalars { #expect(Glyphs.ascii(scalar).isASCII) }
    }

    @Test("colours by what the entry, the environment and the user say")
    func colours() {
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

    @Test("a colour's number: direct ones are RGB, and never one of the terminal's own")
    func numbers() {
        let orange = RGB(red: 255, green: 135, blue: 0)
        #expect(ColorDepth.direct.number(of: orange) == 0xF88000)
        #expect(ColorDepth.palette.number(of: orange) == 208 && ColorDepth.eight.number(of: orange) == 3)
        #expect(ColorDepth.sixteen.number(of: RGB(red: 250, green: 250, blue: 10)) == 11)
        for blue in UInt8(0)...15 {
            let number = ColorDepth.direct.number(of: RGB(red: 0, green: 0, blue: blue))
            #expect(number == 0 || number >= 8)
        }
    }
}
