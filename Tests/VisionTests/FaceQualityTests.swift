import FaceTypes
import TestSupport
import Testing

@testable import Vision

@Suite("the quality gate")
struct FaceQualityTests {
    private let gate = QualityGate()
    private let frame = Frame(pixels: [UInt8](repeating: 90, count: 400 * 300 * 3), width: 400, height: 300)

    /// Eyes, nose and mouth of a head that faces the camera upright, moved by some pixels.
    private func landmarks(nose: (Float, Float) = (0, 0), _ move: (Point) -> Point = { $0 }) -> Landmarks {
        guard case .landmarks(let upright) = AlignmentTemplate.arcFace().targets else {
            preconditionFailure("ArcFace's template has landmarks")
        }
        var five = upright.points
        five[2].x += nose.0
        five[2].y += nose.1
        return Landmarks(points: five.map(move))
    }

    @Test("small, far outside and inner boxes are refused, each with its reason")
    func boxes() {
        func refusal(_ box: Box, others: [Detection] = []) -> FaceRefusal? {
            gate.refusal(of: Detection(box: box, confidence: 0.8), among: others, in: frame)
        }
        #expect(refusal(Box(x: 50, y: 50, width: 100, height: 130)) == nil)
        #expect(refusal(Box(x: 50, y: 50, width: 23, height: 80)) == .tooSmall(side: 23, minimum: 24))
        #expect(refusal(Box(x: 50, y: 50, width: -9, height: 80)) == .tooSmall(side: 0, minimum: 24))
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

    @Test("heads that are turned away or tilted, and what is hardly a face, are refused")
    func points() {
        let box = Box(x: 0, y: 0, width: 100, height: 130)
        func refusal(_ landmarks: Landmarks, probability: Float = 0.99) -> FaceRefusal? {
            gate.refusal(of: landmarks, probability: probability, in: box)
        }
        #expect(refusal(landmarks()) == nil)
        #expect(refusal(landmarks(), probability: 0.4) == .unlikely(probability: 0.4, minimum: 0.5))
        #expect(refusal(landmarks(), probability: .nan) != nil)
        guard case .turnedAway = refusal(landmarks(nose: (40, 0))) else {
            Issue.record("a nose behind an eye is of a head that is turned away")
            return
        }
        guard case .tilted(let degrees, _) = refusal(landmarks { Point(x: -$0.y, y: $0.x) }) else {
            Issue.record("a head that lies on its side is tilted")
            return
        }
        #expect(abs(degrees - 90) < 2)
        #expect(refusal(landmarks { _ in Point(x: 3, y: 3) }) != nil)
        #expect(refusal(landmarks { _ in Point(x: .nan, y: 3) }) != nil)
    }

    @Test("the pose follows the nose, and the tilt the eyes")
    func pose() {
        let upright = PoseEstimate.pose(of: landmarks())
        #expect(max(abs(upright.yaw), abs(upright.pitch), abs(upright.roll)) < 5)
        let right = PoseEstimate.pose(of: landmarks(nose: (8, 0)))
        let left = PoseEstimate.pose(of: landmarks(nose: (-8, 0)))
        #expect((20...40).contains(right.yaw) && (-40...(-20)).contains(left.yaw))
        #expect(PoseEstimate.pose(of: landmarks(nose: (0, 8))).pitch > 15)
        // A larger head that is turned in the picture's plane looks as it did.
        let turned = PoseEstimate.pose(of: landmarks(nose: (8, 0)) { Point(x: 2 * $0.y, y: -2 * $0.x) })
        #expect(abs(turned.yaw - right.yaw) < 0.1 && abs(turned.pitch - right.pitch) < 0.1)
        #expect(abs(turned.roll - right.roll + 90) < 0.1)
    }

    @Test("flat, dark and bright faces are refused")
    func pixels() {
        func refusal(_ value: (Int, Int) -> UInt8) -> FaceRefusal? {
            let side = 96
            let face = AlignedFace(
                pixels: (0..<side * side * 3).map { value($0 / 3 % side, $0 / 3 / side) },
                side: side
            )
            let (mean, sharpness) = QualityGate.statistics(of: face)
            return gate.refusal(mean: mean, sharpness: sharpness)
        }
        #expect(refusal { x, y in (x / 4 + y / 4).isMultiple(of: 2) ? 60 : 160 } == nil)
        guard case .blurred = refusal({ x, _ in UInt8(60 + x) }) else {
            Issue.record("a smooth ramp should be too blurred")
            return
        }
        // A dark picture with the same edges is not blurred.
        #expect(refusal { x, y in (x / 4 + y / 4).isMultiple(of: 2) ? 15 : 40 } == nil)
        #expect(refusal { _, _ in 3 } == .exposure(mean: 3))
        #expect(refusal { _, _ in 250 }?.description == "too bright: mean 250.0 of 255")
    }
}
