import Testing

@testable import TUI

@Suite("a line that is typed")
struct LineEditorTests {
    private func type(_ keys: [Key], into editor: LineEditor = LineEditor()) -> LineEditor {
        var editor = editor
        for key in keys { _ = editor.handle(key) }
        return editor
    }

    private func keys(_ text: String) -> [Key] { text.unicodeScalars.map(Key.character) }

    @Test("letters come where the cursor is, and a mark joins its letter")
    func insert() {
        #expect(type(keys("Zoe") + [.left, "\u{308}", .right, .end] + keys("!")).text == "Zo\u{308}e!")
        #expect(type(keys("bc") + [.home, "a", .right, .delete, .backspace]).text == "a")
        #expect(
            type(keys("ab") + [.left, .left, .left, .backspace, .right, .right, .right, .delete]).text == "ab"
        )
    }

    @Test("Ctrl-U, Ctrl-K and Ctrl-W delete to the start, to the end, and a word")
    func delete() {
        #expect(type(keys("Ada Lovelace") + ["\u{17}"]).text == "Ada ")
        #expect(type(keys("Ada Lovelace  ") + ["\u{17}", "\u{17}", "\u{17}"]).text == "")
        #expect(type(keys("abc") + [.left, "\u{15}"]).text == "c")
        #expect(type(keys("abc") + [.left, "\u{B}"]).text == "ab")
    }

    @Test("Tab takes one name after the other that begins so, in small or large letters")
    func complete() {
        let editor = LineEditor(completions: ["Ada", "Adele", "Bob"])
        #expect(type(keys("ad") + ["\t"], into: editor).text == "Ada")
        #expect(type(keys("ad") + ["\t", "\t"], into: editor).text == "Adele")
        #expect(type(keys("ad") + ["\t", "\t", "\t"], into: editor).text == "Ada")
        #expect(type(keys("ad") + ["\t", "!"], into: editor).text == "Ada!")
        #expect(type(keys("x") + ["\t"], into: editor).text == "x")
    }

    @Test("Enter and Esc end it; control characters are none of its letters")
    func ends() {
        var editor = LineEditor("a")
        #expect(editor.handle(.enter) == .entered && editor.handle(.escape) == .cancelled)
        #expect(editor.handle("\u{7}") == .edited && editor.handle("\u{7F}") == .edited && editor.text == "a")
    }
}
