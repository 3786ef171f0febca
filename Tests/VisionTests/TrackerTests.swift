import FaceTypes
import TestSupport
import Testing

@testable import Vision

@Suite("tracks")
struct TrackerTests {
    private func update(_ tracker: inout FaceTracker, _ xs: [Float], at seconds: Double) -> FaceTracker.Update
    {
        tracker.update(with: xs.map { Faces.detection(x: $0) }, at: Faces.time(seconds))
    }

    @Test("a face keeps its number while it moves, and is believed after three frames")
    func keepsNumber() {
        var tracker = FaceTracker()
        var states: [Track.State] = []
        for step in 0..<6 {
            let result = update(&tracker, [Float(step) * 20], at: Double(step) / 10)
            #expect(result.tracks.map(\.id.number) == [1])
            states.append(result.tracks[0].state)
        }
        #expect(states == [.tentative, .tentative, .confirmed, .confirmed, .confirmed, .confirmed])
    }

    @Test("two faces that pass each other keep to the nearer box")
    func two() {
        var tracker = FaceTracker()
        for step in 0..<4 { _ = update(&tracker, [0, 150], at: Double(step) / 10) }
        let result = tracker.update(
            with: [Faces.detection(x: 130), Faces.detection(x: 20)],
            at: Faces.time(0.5)
        )
        #expect(result.tracks.map(\.detection.box.x) == [20, 130])
    }

    @Test("one detection continues only one track")
    func exclusive() {
        var tracker = FaceTracker()
        for step in 0..<3 { _ = update(&tracker, [0, 40], at: Double(step) / 10) }
        let result = update(&tracker, [10], at: 0.4)
        #expect(result.tracks.map(\.state) == [.confirmed, .lost])
    }

    @Test("a face that was never believed is forgotten at once; a believed one is waited for, then over")
    func patience() {
        var tracker = FaceTracker()
        _ = update(&tracker, [0], at: 0)
        #expect(update(&tracker, [], at: 0.1).tracks.isEmpty)
        for step in 0..<3 { _ = update(&tracker, [0], at: 1 + Double(step) / 10) }
        #expect(update(&tracker, [], at: 1.5).tracks.map(\.state) == [.lost])
        let back = update(&tracker, [5], at: 1.6)
        #expect(back.tracks.map(\.id.number) == [2] && back.regained == [TrackID(2)])
        #expect(update(&tracker, [5], at: 1.7).regained.isEmpty)
        let over = update(&tracker, [], at: 3)
        #expect(over.tracks.map(\.state) == [.lost] && over.ended.isEmpty == true || over.ended.count == 1)
        #expect(update(&tracker, [], at: 4.5).tracks.isEmpty)
    }

    @Test("the end of everything ends the believed tracks")
    func end() {
        var tracker = FaceTracker()
        for step in 0..<3 { _ = update(&tracker, [0], at: Double(step) / 10) }
        _ = update(&tracker, [0, 500], at: 0.3)
        #expect(tracker.end().map(\.id.number) == [1])
        #expect(tracker.end().isEmpty)
    }
}

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
