import Testing

@testable import TUI

@Suite("what terminals answer, and send for keys")
struct TerminalReplyTests {
    /// Reads a sequence, without its first escape, to its end.
    private func sequence(_ text: String) -> ControlSequence? {
        var scalars = text.unicodeScalars.makeIterator()
        guard let first = scalars.next(), var reader = ControlSequence.Reader(first) else { return nil }
        while let scalar = scalars.next() {
            if let sequence = reader.take(scalar) { return scalars.next() == nil ? sequence : nil }
        }
        return nil
    }

    @Test(
        "answers",
        arguments: [
            ("[?2026;2$y", TerminalReply.synchronized(true)), ("[?2026;1$y", .synchronized(true)),
            ("[?2026;0$y", .synchronized(false)), ("[?2026;4$y", .synchronized(false)),
            // xterm 390, kitty 0.35, foot 1.16, tmux 3.3
            ("[?64;1;2;4;6;9;15;16;17;18;21;22;28c", .attributes(hasSixel: true)),
            ("[?62;c", .attributes(hasSixel: false)), ("[?62;4;22;28c", .attributes(hasSixel: true)),
            ("[?1;2c", .attributes(hasSixel: false)), ("[?6c", .attributes(hasSixel: false)),
            ("[6;20;10t", .cell(width: 10, height: 20)), ("_Gi=31;OK\u{1B}\\", .kitty),
            ("]11;rgb:ffff/ffff/0000\u{1B}\\", .background(RGB(red: 255, green: 255, blue: 0))),
            ("]11;rgb:1c/1c/1c\u{7}", .background(RGB(red: 28, green: 28, blue: 28))),
            ("]11;rgb:f/8/0\u{7}", .background(RGB(red: 255, green: 136, blue: 0))),
        ]
    )
    func answers(text: String, reply: TerminalReply) throws {
        #expect(TerminalReply(try #require(sequence(text))) == reply)
    }

    @Test(
        "what is no answer is none, however it is broken",
        arguments: [
            "[?2027;1$y", "[6;0;0t", "[6;99999999999999999999;1t", "[6;20t", "[c", "_Gi=31;ENOTSUP\u{1B}\\",
            "]11;rgb:\u{7}", "]11;rgb:zz/00/00\u{7}", "]11;rgb:00000/0/0\u{7}", "]11;rgb:-1/0/0\u{7}",
            "]10;rgb:ff/ff/ff\u{7}", "P1$r\u{1B}\\", "[200~", "[;;;;;y",
        ]
    )
    func others(text: String) throws { #expect(TerminalReply(try #require(sequence(text))) == nil) }

    @Test("a sequence that never ends is broken off")
    func endless() throws {
        var reader = try #require(ControlSequence.Reader("]"))
        let lengths = (1...1000).filter { _ in reader.take("x") != nil }
        #expect(lengths.first ?? .max <= 300)
        #expect(ControlSequence.Reader("q") == nil)
    }

    @Test(
        "keys that terminfo does not know, and the mouse",
        arguments: [
            ("[A", Key.up), ("OB", .down), ("[1;5C", .right), ("[5~", .pageUp), ("[3~", .delete),
            ("[H", .home),
            ("[<0;12;7M", .click(row: 6, column: 11)), ("[<64;1;1M", .wheel(down: false)),
            ("[<65;1;1M", .wheel(down: true)),
        ]
    )
    func keys(text: String, key: Key) throws { #expect(Key(try #require(sequence(text))) == key) }

    @Test(
        "what else the mouse does is no key",
        arguments: ["[<0;12;7m", "[<32;3;4M", "[<0;0;0M", "[<0;1M", "[<;;M", "[I"]
    )
    func noKeys(text: String) throws { #expect(Key(try #require(sequence(text))) == nil) }
}
