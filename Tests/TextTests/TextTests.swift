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

    @Test("numbers have as many decimals as their neighbours")
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

@Suite("secrets")
struct RedactionTests {
    @Test(
        "user, password and values leave no URL, whatever characters they have",
        arguments: [
            ("rtsp://cam/1", "rtsp://cam/1"),
            ("rtsp://ada:secret@cam:554/ab", "rtsp://cam:554/ab"),
            ("rtsp://ada:p@ss/w0rd@cam/1", "rtsp://cam/1"),
            ("rtsp://ada:p@ss?w#0rd@cam/1", "rtsp://cam/1"),
            ("rtsp://ada:80/secret@cam/1", "rtsp://cam/1"),
            // What may be a part of a password is taken for one.
            ("rtsp://ada:secret@cam:554/a@b", "rtsp://b"),
            ("http://token@cam/1", "http://cam/1"),
            ("http://cam/x@y", "http://cam/x@y"),
            ("http://cam/v?user=ada&token=abc#k=v", "http://cam/v?user=***&token=***#k=***"),
            ("rtsp://cam/user=ada_password=secret_channel=1/x", "rtsp://cam/user=***/x"),
            ("a=b.mp4", "a=b.mp4"),
        ]
    )
    func urls(url: String, expected: String) { #expect(url.redactedURL == expected) }

    @Test("a sentence keeps all but the secrets, and the same when it is redacted twice")
    func sentences() {
        let text =
            "x: can't open rtsp://ada:secret@cam/v?token=abc: refused (http://a:b@c), \"/v?key=abc\" = 1"
        let expected = "x: can't open rtsp://cam/v?token=***: refused (http://c), \"/v?key=***\" = 1"
        #expect(text.redacted == expected)
        #expect(text.redacted.redacted == expected)
        #expect("a b".redacted == "a b" && "1 = 2?".redacted == "1 = 2?")
    }

    @Test(
        "what another program says of a URL says nothing of its secrets, encoded or decoded, whole or in parts",
        arguments: [
            "[rtsp @ 0x1] method DESCRIBE failed: 401 for ada:p@ss/w0rd@cam",
            "Failed to resolve hostname ss: not known",
            "rtsp://ada:p@ss/w0rd@cam/1?token=abcdefg: Connection refused",
            "auth p@ss/w0rd, p%40ss%2Fw0rd and abcdefg",
            "w0rd",
        ]
    )
    func child(words: String) {
        for url in [
            "rtsp://ada:p@ss/w0rd@cam/1?token=abcdefg", "rtsp://ada:p%40ss%2Fw0rd@cam/1?token=abcdefg",
        ] {
            let said = words.redacted(of: url)
            for secret in ["p@ss", "w0rd", "abcdefg", "p%40ss", " ss:"] {
                #expect(!said.contains(secret), "\(secret) in \(said)")
            }
        }
    }

    @Test("codes and numbers stay readable")
    func codes() {
        let url = "http://ada:secret@cam/v?channel=1"
        #expect("HTTP error 401 Unauthorized".redacted(of: url) == "HTTP error 401 Unauthorized")
    }
}

@Suite("text of our own")
struct FormatTests {
    @Test("numbers are as long as they must be")
    func numbers() {
        #expect(
            0.05.tenths == "0.1" && 25.0.tenths == "25.0" && (-0.04).tenths == "0.0"
                && Double.nan.tenths == "nan"
        )
        #expect(0.12345.short == "0.123" && 123.4.short == "123" && Double.infinity.short == "inf")
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
}
