import FaceTypes
import TestSupport
import Testing

@testable import Vision

@Suite("the quality gate")
struct FaceQualityTests {
    private let gate = FaceQuality()
    private let frame = Frame(pixels: [UInt8](repeating: 90, count: 400 * 300 * 3), width: 400, height: 300)

    private func landmarks(_ points: (Float, Float)...) -> Landmarks {
        // Right eye outer, right eye inner, left eye outer, left eye inner, nose.
        Landmarks(points: points.map { Point(x: $0.0, y: $0.1) })
    }

    @Test("small, far outside and inner boxes are refused, each with its reason")
    func boxes() {
        func refusal(_ box: Box, others: [Detection] = []) -> FaceRefusal? {
            gate.refusal(of: Detection(box: box, confidence: 0.8), among: others, in: frame)
        }
        #expect(refusal(Box(x: 50, y: 50, width: 100, height: 130)) == nil)
        #expect(refusal(Box(x: 50, y: 50, width: 39, height: 80)) == .tooSmall(side: 39, minimum: 40))
        #expect(refusal(Box(x: 50, y: 50, width: -9, height: 80)) == .tooSmall(side: 0, minimum: 40))
        #expect(
            refusal(Box(x: 350, y: 0, width: 100, height: 100)) == .outsideFrame(visible: 0.5, minimum: 0.75)
        )
        #expect(
            refusal(Box(x: 1e30, y: 0, width: 1e30, height: 1e30)) == .outsideFrame(visible: 0, minimum: 0.75)
        )
        let surer = Faces.detection(x: 40, y: 40, side: 200, confidence: 0.99)
        #expect(refusal(Box(x: 50, y: 50, width: 60, height: 60), others: [surer]) == .insideAnother)
        let less = Faces.detection(x: 40, y: 40, side: 200, confidence: 0.7)
        #expect(refusal(Box(x: 50, y: 50, width: 60, height: 60), others: [less]) == nil)
    }

    @Test("landmarks that form no face are refused")
    func points() {
        let box = Box(x: 0, y: 0, width: 100, height: 130)
        #expect(gate.refusal(of: landmarks((80, 50), (65, 50), (20, 50), (35, 50), (50, 85)), in: box) == nil)
        for bad in [
            landmarks((40, 50), (38, 50), (30, 50), (33, 50), (35, 60)),
            landmarks((20, 50), (35, 50), (80, 50), (65, 50), (50, 85)),
            landmarks((60, 100), (55, 80), (30, 20), (35, 40), (60, 60)),
            landmarks((80, 50), (65, 50), (20, 50), (35, 50), (50, 52)),
            landmarks((80, 50), (65, 50), (20, 50), (35, 50), (5, 85)),
            landmarks((80, 50), (65, 50), (20, 50), (35, 50), (50, 20)),
        ] {
            #expect(gate.refusal(of: bad, in: box) != nil)
        }
    }

    @Test("flat, dark and bright faces are refused")
    func pixels() {
        func face(_ value: (Int, Int) -> UInt8) -> AlignedFace {
            let side = 96
            return AlignedFace(
                pixels: (0..<side * side * 3).map { value($0 / 3 % side, $0 / 3 / side) },
                side: side
            )
        }
        #expect(gate.refusal(of: face { x, y in (x / 4 + y / 4).isMultiple(of: 2) ? 60 : 160 }) == nil)
        guard case .blurred = gate.refusal(of: face { x, _ in UInt8(60 + x) }) else {
            Issue.record("a smooth ramp should be too blurred")
            return
        }
        #expect(gate.refusal(of: face { _, _ in 3 }) == .exposure(mean: 3))
        #expect(gate.refusal(of: face { _, _ in 250 })?.description == "too bright: mean 250.0 of 255")
    }
}
