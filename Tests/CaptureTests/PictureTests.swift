import FaceTypes
import TestSupport
import Testing

@testable import Capture

@Suite("pictures of every kind")
struct PictureTests {
    private static let folder = "\(Checkout.golden)/pictures"
    private static let names = [
        "baseline.jpg", "progressive.jpg", "grey.jpg", "rgb.png", "grey.png", "palette.png", "interlaced.png",
        "alpha.png", "sixteen.png", "cmyk.jpg",
    ]

    /// The largest difference of two pictures' bytes.
    private func difference(_ frame: Frame, _ expected: [UInt8]) -> Int {
        guard frame.pixels.count == expected.count else { return .max }
        return zip(frame.pixels, expected).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
    }

    @Test("decode to what OpenCV and Pillow read", arguments: names)
    func decode(name: String) throws {
        let frame = try Picture.read("\(Self.folder)/\(name)")
        #expect(frame.width == 48 && frame.height == 36)
        // Blending with white and dividing inks round differently, by one level.
        let tolerance = ["alpha.png", "cmyk.jpg"].contains(name) ? 2 : 0
        #expect(difference(frame, try Checkout.bytes("\(Self.folder)/\(name).rgb")) <= tolerance)
    }

    @Test("are turned as EXIF says", arguments: 1...8)
    func orientation(value: Int) throws {
        let name = "orientation-\(value).jpg"
        let frame = try Picture.read("\(Self.folder)/\(name)")
        #expect(frame.width == (value < 5 ? 48 : 36))
        #expect(frame.pixels == (try Checkout.bytes("\(Self.folder)/\(name).rgb")))
    }

    @Test("an encoded frame decodes to the same pixels")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 1)
        let frame = Frame(pixels: random.bytes(13 * 7 * 3), width: 13, height: 7)
        #expect(try Picture.decode(PNG.encode(frame), name: "x").pixels == frame.pixels)
    }

    @Test("a declared size over 100 megapixels is refused before anything is allocated")
    func bombs() throws {
        var png = try Checkout.bytes("\(Self.folder)/rgb.png")
        // Width and height of IHDR; its checksum is then wrong, so it is made anew.
        png.replaceSubrange(16..<24, with: [0, 0, 0x27, 0x11, 0, 0, 0x27, 0x11])
        png.replaceSubrange(29..<33, with: Self.crc(Array(png[12..<29])))
        #expect(throws: CaptureError.tooLarge("x", width: 10001, height: 10001)) {
            try Picture.decode(png, name: "x")
        }
        var jpeg = try Checkout.bytes("\(Self.folder)/baseline.jpg")
        let frameHeader = try #require(
            (0..<jpeg.count - 8).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 }
        )
        jpeg.replaceSubrange(frameHeader + 5..<frameHeader + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
        #expect(throws: CaptureError.tooLarge("x", width: 65500, height: 65500)) {
            try Picture.decode(jpeg, name: "x")
        }
    }

    @Test("cut and flipped at every byte: an error or a picture", arguments: names + ["orientation-6.jpg"])
    func damaged(name: String) throws {
        let bytes = try Checkout.bytes("\(Self.folder)/\(name)")
        for end in 0..<bytes.count { check(Array(bytes[..<end])) }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0xFF
            check(damaged)
        }
    }

    private func check(_ bytes: [UInt8]) {
        do throws(CaptureError) {
            let frame = try Picture.decode(bytes, name: "some.picture")
            #expect(frame.pixels.count == frame.width * frame.height * 3)
        } catch {
            #expect(error.description.hasPrefix("some.picture: "))
        }
    }

    @Test("a cut JPEG is refused, not shown half grey")
    func cutJPEG() throws {
        let bytes = try Checkout.bytes("\(Self.folder)/baseline.jpg")
        #expect(throws: CaptureError.self) {
            try Picture.decode(Array(bytes[..<(bytes.count * 2 / 3)]), name: "x")
        }
    }

    @Test("what is no picture is refused in words")
    func messages() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write(Array("hello".utf8), to: "a.jpg")
        #expect(throws: CaptureError.unsupported(text, problem: "is neither a JPEG nor a PNG picture")) {
            try Picture.read(text)
        }
        #expect(
            throws: CaptureError.unsupported("/nowhere.png", problem: "there is no such file; check the path")
        ) { try Picture.read("/nowhere.png") }
        #expect(
            throws: CaptureError.unsupported(
                folder.path,
                problem: "is no file but a folder, a device or a pipe"
            )
        ) {
            try Picture.read(folder.path)
        }
        let empty = try folder.write([], to: "empty.png")
        #expect(throws: CaptureError.damaged(empty, problem: "the file is empty")) { try Picture.read(empty) }
    }

    /// The checksum of a PNG chunk (PNG specification, appendix D).
    private static func crc(_ bytes: [UInt8]) -> [UInt8] {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
        }
        return littleEndian(~crc).reversed()
    }
}
