import FaceTypes
import Testing

@Suite("names")
struct PersonNameTests {
    @Test(
        "that are safe everywhere are taken, without blanks around them",
        arguments: [
            "Ada", "Ада Лавлейс", "李", "O'Neil, Jr. (2)", "a b",
            "\u{639}\u{644}\u{6CC}\u{200C}\u{631}\u{636}\u{627}",
        ]
    )
    func good(text: String) throws { #expect(try PersonName("  \(text)\t").text == text) }

    @Test(
        "that could harm are refused",
        arguments: [
            "", "   ", ".", "..", ".hidden", "a/b", "/etc", "a\u{0}b", "a\nb", "\u{1B}[2J", "a\u{7F}",
            "a\u{85}b", "a\u{202E}b",
            "a\u{200B}", "\u{FEFF}x", "\u{E000}", String(repeating: "é", count: 101),
        ]
    )
    func bad(text: String) { #expect(throws: PersonName.Refusal.self) { try PersonName(text) } }

    @Test("a refusal says what is wrong")
    func words() {
        let refusal = #expect(throws: PersonName.Refusal.self) { try PersonName("a\u{1B}b") }
        #expect(refusal?.description.hasPrefix("the name has the character U+1B") == true)
        let slash = #expect(throws: PersonName.Refusal.self) { try PersonName("a/b") }
        #expect(slash?.description.hasPrefix("the name has the character `/`;") == true)
    }
}
