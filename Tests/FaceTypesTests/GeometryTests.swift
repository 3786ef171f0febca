import FaceTypes
import Testing

@Suite("geometry")
struct GeometryTests {
    @Test("intersection over union")
    func overlap() {
        let a = Box(x: 0, y: 0, width: 10, height: 10)
        #expect(a.intersectionOverUnion(with: a) == 1)
        #expect(abs(a.intersectionOverUnion(with: Box(x: 5, y: 0, width: 10, height: 10)) - 1 / 3) < 1e-6)
        #expect(a.intersectionOverUnion(with: Box(x: 10, y: 0, width: 10, height: 10)) == 0)
        #expect(a.intersectionOverUnion(with: Box(x: 3, y: 3, width: -2, height: 4)) == 0)
        #expect(Box(x: 0, y: 0, width: 0, height: 0).intersectionOverUnion(with: a) == 0)
    }

    @Test("the visible share of a box")
    func visible() {
        #expect(Box(x: -5, y: 0, width: 10, height: 10).visibleShare(width: 100, height: 100) == 0.5)
        #expect(Box(x: 1e30, y: 0, width: 1e30, height: 1e30).visibleShare(width: 100, height: 100) == 0)
    }

    @Test("a crop is cut at the frame's edges, and nil where nothing is left")
    func crop() throws {
        let frame = Frame(pixels: (0..<48).map { UInt8($0) }, width: 4, height: 4)
        let cut = try #require(frame.cropped(to: Box(x: 2, y: -9, width: 99, height: 11)))
        #expect(cut.width == 2 && cut.height == 2)
        #expect(cut.pixels == [6, 7, 8, 9, 10, 11, 18, 19, 20, 21, 22, 23])
        for box in [
            Box(x: 9, y: 0, width: 2, height: 2), Box(x: 0, y: 0, width: 0, height: 3),
            Box(x: -1e30, y: 0, width: 1e30, height: 1),
        ] {
            #expect(frame.cropped(to: box) == nil)
        }
    }
}
