import FaceTypes
import Kernels
import TestSupport
import Testing

@testable import Capture

@Suite("a JPEG's brightness without decoding it")
struct JPEGBrightnessTests {
    @Test("is the picture's, reduced", arguments: [1, 2, 3, 4, 8, 16])
    func reduced(most: Int) throws {
        let bytes = try Checkout.bytes("\(Checkout.demo)/obama.jpg")
        let picture = try Picture.decode(bytes, name: "obama.jpg")
        let decoder = try #require(JPEGFrameDecoder())
        var result: (width: Int, height: Int, factor: Int)?
        unsafe bytes.withUnsafeBytes { bytes in
            result = unsafe decoder.withBrightness(
                bytes,
                width: picture.width,
                height: picture.height,
                reducedBy: most
            ) { ($0.width, $0.height, $1) }
        }
        let found = try #require(result)
        #expect(found.factor == [1: 1, 2: 2, 3: 2, 4: 4, 8: 8, 16: 8][most])
        #expect(found.width == (picture.width + found.factor - 1) / found.factor)
        #expect(found.height == (picture.height + found.factor - 1) / found.factor)
    }

    @Test("is refused where the picture is torn, or of another size")
    func torn() throws {
        let bytes = try Checkout.bytes("\(Checkout.demo)/obama.jpg")
        let picture = try Picture.decode(bytes, name: "obama.jpg")
        let decoder = try #require(JPEGFrameDecoder())
        func isRead(_ bytes: [UInt8], width: Int) -> Bool {
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe decoder.withBrightness(
                    bytes,
                    width: width,
                    height: picture.height,
                    reducedBy: 4
                ) { _, _ in true } ?? false
            }
        }
        #expect(isRead(bytes, width: picture.width))
        #expect(!isRead(bytes, width: picture.width - 1))
        #expect(!isRead(Array(bytes.prefix(bytes.count / 2)), width: picture.width))
        #expect(!isRead(Array(bytes.prefix(10)), width: picture.width) && !isRead([], width: picture.width))
    }
}
