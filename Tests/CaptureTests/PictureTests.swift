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

    private static let others = [
        "lossless.webp", "lossy.webp", "alpha.webp", "lossless.heic", "lossless.avif", "rgb.bmp", "rgb.tiff",
        "turned.tiff", "palette.gif",
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
        #expect(try Picture.decode(try PNG.encode(frame), name: "x").pixels == frame.pixels)
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

    @Test(
        "the same of other libraries' kinds, at every seventh byte",
        arguments: ["lossless.webp", "lossy.webp", "alpha.webp", "lossless.heic", "lossless.avif"]
    )
    func damagedOther(name: String) throws {
        let bytes = try Checkout.bytes("\(Self.folder)/\(name)")
        for index in stride(from: 0, to: bytes.count, by: 7) {
            check(Array(bytes[..<index]))
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

    @Test("a cut JPEG gives the rows that are whole, and none that is gray; in a film it is refused")
    func cutJPEG() throws {
        let bytes = try Checkout.bytes("\(Self.folder)/baseline.jpg")
        let whole = try Checkout.bytes("\(Self.folder)/baseline.jpg.rgb")
        for share in 1...19 {
            let cut = Array(bytes[..<(bytes.count * share / 20)])
            // Before the first row of blocks there is nothing to show.
            guard let frame = try? Picture.decode(cut, name: "x") else { continue }
            #expect(frame.height < 36 && frame.width == 48, "\(share) of 20")
            #expect(frame.pixels == Array(whole[..<(48 * frame.height * 3)]), "\(share) of 20")
            #expect(throws: CaptureError.self) { try Picture.decode(cut, name: "x", isFrame: true) }
        }
        #expect(try Picture.decode(Array(bytes[..<(bytes.count * 9 / 10)]), name: "x").height == 31)
    }

    @Test("a JPEG with stray bytes or without an end is the picture that it is for every decoder")
    func warnings() throws {
        let bytes = try Checkout.bytes("\(Self.folder)/baseline.jpg")
        let pixels = try Checkout.bytes("\(Self.folder)/baseline.jpg.rgb")
        #expect(try Picture.decode(bytes.dropLast(2), name: "x", isFrame: true).pixels == pixels)
        let table = try #require((2..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDB })
        let stray = bytes[..<table] + [0x42] + bytes[table...]
        #expect(try Picture.decode(Array(stray), name: "x").pixels == pixels)
    }

    @Test("kinds are told by their bytes, and decode to what Pillow reads", arguments: others)
    func otherKinds(name: String) throws {
        // The name says JPEG; nobody believes it.
        let bytes = try Checkout.bytes("\(Self.folder)/\(name)")
        let frame = try Picture.decode(bytes, name: "x.jpg")
        let isTurned = name.hasPrefix("turned")
        #expect(frame.width == (isTurned ? 36 : 48) && frame.height == (isTurned ? 48 : 36))
        // Lossy kinds are converted from YCbCr by other code than Pillow's: by a level or two.
        let isLossy = ["heic", "avif"].contains { name.hasSuffix($0) }
        #expect(difference(frame, try Checkout.bytes("\(Self.folder)/\(name).rgb")) <= (isLossy ? 4 : 0))
    }

    @Test(
        "EXIF is found wherever programs put it",
        arguments: ["fill", "second", "long", "raw-profile", "webp"]
    )
    func exif(form: String) throws {
        let tiff: [UInt8] =
            form == "long"
            ? [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 4, 0, 0, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0]
            : [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
        let block = Array("Exif\0\0".utf8) + tiff
        func segment(_ body: [UInt8]) -> [UInt8] { [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body }
        let jpeg = try Checkout.bytes("\(Self.folder)/baseline.jpg")
        let png = try Checkout.bytes("\(Self.folder)/rgb.png")
        let webP = try Checkout.bytes("\(Self.folder)/lossless.webp")
        let bytes: [UInt8] =
            switch form {
            case "fill": jpeg[..<2] + [0xFF, 0xFF, 0xFF] + segment(block) + jpeg[2...]
            case "second":
                jpeg[..<2] + segment(Array("http://ns.adobe.com/xap/1.0/\0".utf8)) + segment(block)
                    + jpeg[2...]
            case "long": jpeg[..<2] + segment(block) + jpeg[2...]
            case "raw-profile": Array(png[..<33]) + Self.textChunk(block) + Array(png[33...])
            default: Array(webP) + Array("EXIF".utf8) + littleEndian(UInt32(tiff.count)) + tiff
            }
        let frame = try Picture.decode(bytes, name: "x")
        #expect(frame.width == 36 && frame.height == 48)
    }

    /// A PNG's text that holds EXIF, as ImageMagick writes it.
    private static func textChunk(_ block: [UInt8]) -> [UInt8] {
        let digits = block.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let body = Array("tEXtRaw profile type exif\0\nexif\n      \(block.count)\n\(digits)\n".utf8)
        let length = UInt32(body.count - 4)
        return littleEndian(length).reversed() + body + crc(body)
    }

    @Test("JPEGs of over 100 megapixels are decoded at a half of their size or less")
    func reduced() throws {
        var jpeg = try Checkout.bytes("\(Self.folder)/baseline.jpg")
        let frameHeader = try #require(
            (0..<jpeg.count - 8).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 }
        )
        // 9000 high and 12000 wide; all but a few blocks are missing.
        jpeg.replaceSubrange(frameHeader + 5..<frameHeader + 9, with: [0x23, 0x28, 0x2E, 0xE0])
        let error = #expect(throws: CaptureError.self) { try Picture.decode(jpeg, name: "x") }
        #expect(error == .damaged("x", problem: "is cut off: 0 of 4500 rows are there"))
    }

    @Test("what is no picture is refused in words")
    func messages() throws {
        let folder = try TemporaryFolder()
        let text = try folder.write(Array("hello".utf8), to: "a.jpg")
        #expect(
            throws: CaptureError.unsupported(
                text,
                problem: "is no picture (JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF or GIF)"
            )
        ) {
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

    @Test("a problem is told without its file, whatever that is called")
    func problems() {
        let name = "a: b.jpg"
        for error: CaptureError in [
            .tooLarge(name, width: 1, height: 2), .tooLong(name, limit: 1), .notFound(name), .noFFmpeg(name),
            .call("read", on: name, errno: 5), .damaged(name, problem: "is cut"),
            .unsupported(name, problem: "is none"),
        ] {
            #expect(error.description == "\(name): \(error.problem)")
        }
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
