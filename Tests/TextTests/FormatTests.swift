import Testing

@testable import Text

@Suite("text of our own")
struct FormatTests {
    @Test("numbers are as long as they must be")
    func numbers() {
        #expect(
            0.05.tenths == "0.1" && 25.0.tenths == "25.0" && (-0.04).tenths == "0.0"
                && Double.nan.tenths == "nan"
        )
        #expect(0.12345.short == "0.123" && 123.4.short == "123" && Double.infinity.short == "inf")
        #expect(
            30.0.shortened == "30" && 7.5.shortened == "7.5" && 29.97.shortened == "29.97"
                && 0.0.shortened == "0"
        )
        #expect(0.123456789.rounded(decimals: 5) == "0.12346" && 0.875.percent == "88 %")
        #expect(7.twoDigits == "07" && 12.twoDigits == "12" && 1.counted("face") == "1 face")
        #expect(0.counted("person", "people") == "0 people")
    }

    @Test("texts are filled up, and never cut")
    func padding() {
        #expect(
            "ab".padded(to: 4) == "ab  " && "ab".padded(to: 4, .left) == "  ab"
                && "abc".padded(to: 2) == "abc"
        )
        #expect("ab".column(4) == "ab  " && "abcd".column(4) == "abcd ")
    }

    @Test("JSON has its keys in order, no escaped slashes, and one end")
    func json() throws {
        let value = ["b": 1.5, "a/c": Double.nan]
        #expect(
            String(decoding: JSON.line(["b": 1.5, "a/c": 2]), as: UTF8.self) == "{\"a/c\":2,\"b\":1.5}\n"
        )
        #expect(JSON.document(value).last == UInt8(ascii: "\n"))
        #expect(try JSON.decode([String: Int].self, from: Array("{\"a\":1}".utf8)) == ["a": 1])
        #expect(throws: (any Error).self) { try JSON.decode([String: Int].self, from: Array("{".utf8)) }
    }

    @Test("a name or a path is a word of the shell that it is to be pasted into")
    func quoting() {
        #expect(
            "Ada/a.jpg".quoted == "Ada/a.jpg" && "Ada L".quoted == "'Ada L'"
                && "O'Neil".quoted == "'O'\\''Neil'"
        )
    }
}
