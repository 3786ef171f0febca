import FaceTypes
import Glibc
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
            canvas[0, 0].character == "e" && canvas[0, 0].marks.scalars == ["\u{301}"]
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
