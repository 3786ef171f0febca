import FaceTypes
import Testing

@testable import Vision

@Suite("maps of the plane")
struct AffineTransformTests {
    @Test("an affine map takes its points where they should go, and back")
    func affine() throws {
        let source = (Point(x: 1, y: 2), Point(x: 50, y: 7), Point(x: 20, y: 60))
        let target = (Point(x: 10, y: 10), Point(x: 80, y: 12), Point(x: 40, y: 50))
        let map = try #require(AffineTransform(from: source, to: target))
        let back = try #require(map.inverse)
        for (s, t) in [(source.0, target.0), (source.1, target.1), (source.2, target.2)] {
            let c = map.coefficients
            #expect(abs(c[0] * Double(s.x) + c[1] * Double(s.y) + c[2] - Double(t.x)) < 1e-4)
            #expect(abs(back[3] * Double(t.x) + back[4] * Double(t.y) + back[5] - Double(s.y)) < 1e-4)
        }
        #expect(AffineTransform(from: (source.0, source.0, source.1), to: target) == nil)
    }
}
