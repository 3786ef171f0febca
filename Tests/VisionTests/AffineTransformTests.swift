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

    @Test("a similarity turns, scales and shifts, and comes as near as that goes")
    func similarity() throws {
        let source = [5 of Point] { i in Point(x: Float(i * i), y: Float(7 - 2 * i)) }
        // Turned by 90 degrees, three times as large, shifted.
        let exact = [5 of Point] { i in Point(x: 40 - 3 * source[i].y, y: 5 + 3 * source[i].x) }
        let map = try #require(AffineTransform(similarity: source, to: exact)).coefficients
        for (i, expected) in [0.0, -3, 40, 3, 0, 5].enumerated() { #expect(abs(map[i] - expected) < 1e-5) }
        // One point is off: the sum of squares is least, so that every small change makes it larger.
        let noisy = [5 of Point] { i in Point(x: exact[i].x + (i == 2 ? 10 : 0), y: exact[i].y) }
        let best = try #require(AffineTransform(similarity: source, to: noisy)).coefficients
        func error(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
            source.indices.reduce(0) { sum, i in
                let (px, py) = (Double(source[i].x), Double(source[i].y))
                let dx = a * px - b * py + x - Double(noisy[i].x)
                let dy = b * px + a * py + y - Double(noisy[i].y)
                return sum + dx * dx + dy * dy
            }
        }
        let least = error(best[0], best[3], best[2], best[5])
        for step in [-0.01, 0.01] {
            #expect(error(best[0] + step, best[3], best[2], best[5]) > least)
            #expect(error(best[0], best[3] + step, best[2], best[5]) > least)
            #expect(error(best[0], best[3], best[2] + step, best[5]) > least)
            #expect(error(best[0], best[3], best[2], best[5] + step) > least)
        }
        #expect(AffineTransform(similarity: [5 of Point](repeating: Point(x: 1, y: 1)), to: exact) == nil)
    }
}
