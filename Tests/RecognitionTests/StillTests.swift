import Capture
import FaceTypes
import TestSupport
import Testing
import Vision

@testable import Recognition

@Suite("still pictures")
struct StillTests {
    @Test("a point of a turned picture is found again in the one that it was", arguments: StillTurn.allCases)
    func points(turn: StillTurn) throws {
        var pixels = [UInt8](repeating: 0, count: 5 * 3 * 3)
        // One white pixel at (4, 1).
        for c in 0..<3 { pixels[(1 * 5 + 4) * 3 + c] = 255 }
        let frame = Frame(pixels: pixels, width: 5, height: 3)
        let turned = turn.applied(to: frame)
        let index = try #require(turned.pixels.firstIndex(of: 255)) / 3
        let box = Box(x: Float(index % turned.width), y: Float(index / turned.width), width: 1, height: 1)
        #expect(turn.undone(box, in: frame) == Box(x: 4, y: 1, width: 1, height: 1))
    }

    @Test(
        "faces of a picture on its side or its head are found, and told where they are in it",
        arguments: [3, 6, 8]
    )
    func turned(orientation: Int) throws {
        let analyzer = try Shipped.analyzer.get()
        let upright = try Picture.read("\(Checkout.demo)/obama.jpg")
        let expected = try #require(analyzer.faces(in: upright).first)
        let turned = upright.oriented(orientation)
        let face = try #require(analyzer.faces(in: turned).first)
        let turn = try #require([3: StillTurn.half, 6: .left, 8: .right][orientation])
        #expect(face.turn == turn && expected.turn == .none)
        // The same picture, so the same numbers.
        #expect(face.embedding == expected.embedding)
        let box = turn.undone(expected.detection.box, in: turned)
        #expect(face.detection.box.intersectionOverUnion(with: box) > 0.99)
        #expect(try analyzer.onlyFace(in: turned).get().embedding == expected.embedding)
    }

    @Test("a small face in a large picture is found, and tiles change nothing in a large one")
    func small() throws {
        let analyzer = try Shipped.analyzer.get()
        let photo = try Picture.read("\(Checkout.demo)/obama2.jpg")
        let whole = analyzer.detector.detect(in: photo)
        #expect(analyzer.faces(in: photo).map(\.detection) == whole)
        // The face is 272 of the picture's 626 pixels wide, in the middle of which it is at 339: 45 of 104,
        // at 56.
        let frame = pasted(photo, width: 104, into: (1280, 720), x: 700, y: 400)
        #expect(analyzer.detector.detect(in: frame).isEmpty)
        let face = try #require(analyzer.faces(in: frame).first)
        #expect((35...60).contains(face.detection.box.width) && face.embedding != nil)
        #expect(abs(face.detection.box.center.x - 756) < 12)
    }

    /// A picture in a large gray one, at a smaller size.
    private func pasted(_ picture: Frame, width: Int, into size: (width: Int, height: Int), x: Int, y: Int)
        -> Frame
    {
        let height = picture.height * width / picture.width
        var resizer = Resizer(width: width, height: height)
        resizer.resize(picture)
        var pixels = [UInt8](repeating: 120, count: size.width * size.height * 3)
        for row in 0..<height {
            let target = ((y + row) * size.width + x) * 3
            pixels.replaceSubrange(
                target..<target + width * 3,
                with: resizer.pixels[row * width * 3..<(row + 1) * width * 3]
            )
        }
        return Frame(pixels: pixels, width: size.width, height: size.height)
    }
}
