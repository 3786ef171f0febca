import Testing

@testable import Text

@Suite("text from outside")
struct PrintableTextTests {
    @Test(
        "joiners between letters and emoji are spelling, everywhere else they are shown",
        arguments: [
            ("\u{639}\u{644}\u{6CC}\u{200C}\u{631}\u{636}\u{627}", true),
            ("\u{DC1}\u{DCA}\u{200D}\u{DBB}\u{DD3}", true),
            ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", true), ("\u{200D}a", false), ("a\u{200C}", false),
            ("a \u{200D}b", false), ("1\u{200D}2", false), ("a\u{200C}\u{200D}b", false),
            ("a\u{200B}b", false),
        ]
    )
    func joiners(text: String, isSpelling: Bool) {
        #expect((text.firstUnprintable == nil) == isSpelling)
        #expect((text.printable == text) == isSpelling)
    }

    @Test("a byte of a file's name that is no UTF-8 is shown as one")
    func bytes() { #expect("e\u{EFFF}\u{EFFE}.jpg".printable == "e\\xFF\\xFE.jpg") }

    @Test("numbers have as many decimals as their neighbors")
    func numbers() {
        #expect(
            Float(0).hundredths == "0.00" && Float(0.9).hundredths == "0.90"
                && Float(-1.005).hundredths == "-1.00"
        )
        #expect(
            25.0.tenths == "25.0" && 0.04.tenths == "0.0" && (-2.25).tenths == "-2.3"
                && Double.nan.tenths == "nan"
        )
        #expect(1.counted("photo") == "1 photo" && 0.counted("photo") == "0 photos")
        #expect(2.counted("person", "people") == "2 people")
    }
}
