import FaceTypes
import TestSupport
import Testing

@testable import TUI

@Suite("somebody is enrolled from several sides")
struct GuidedEnrollmentTests {
    /// A look at the face.
    private func face(
        _ yaw: Float,
        _ pitch: Float,
        sequence: UInt64,
        sharpness: Float = 0.7,
        side: Float = 120,
        refusal: FaceRefusal? = nil,
        track: Int = 1
    ) -> Snapshot.Face {
        let quality = FaceQuality(
            probability: 1,
            size: 1,
            frontality: 1,
            sharpness: sharpness,
            light: 0.9,
            pose: Pose(yaw: yaw, pitch: pitch, roll: 0)
        )
        let frame = Frame(pixels: [0, 0, 0], width: 1, height: 1, sequence: sequence)
        let detection = Faces.detection(x: 0, y: 0, side: side)
        return Snapshot.Face(
            track: Track(id: TrackID(track), detection: detection, state: .confirmed, at: Faces.time(0)),
            identity: nil,
            refusal: refusal,
            photo: FacePhoto(frame: frame, box: detection.box),
            explanation: Explanation(
                candidates: [],
                cut: 1,
                margin: 0,
                looks: 1,
                quality: quality,
                isIgnored: false,
                embedder: ""
            )
        )
    }

    private let new = GuidedEnrollment(name: Faces.name("Ada"), track: TrackID(1))

    @Test("eight shots from five sides, which count from how the head looks into the camera")
    func complete() {
        var guided = new
        // A camera that hangs low sees everybody look up.
        let poses: [(Float, Float)] = [
            (2, -15), (5, -17), (-14, -15), (-20, -14), (20, -15), (30, -15), (0, -30), (1, -3),
        ]
        for (index, pose) in poses.enumerated() {
            #expect(!guided.isComplete)
            guided.take(face(pose.0, pose.1, sequence: UInt64(index)))
            #expect(guided.reason == nil)
        }
        #expect(guided.isComplete && guided.next == nil)
        #expect(GuidedEnrollment.Side.allCases.map { guided.count($0) } == [2, 2, 2, 1, 1])
    }

    @Test("what is not taken has its reason")
    func reasons() {
        var guided = new
        func reason(_ face: Snapshot.Face?) -> String? {
            let before = guided.shots.count
            guided.take(face)
            #expect(guided.shots.count == before)
            return guided.reason
        }
        #expect(reason(nil) == "the face is out of sight")
        #expect(reason(face(0, 0, sequence: 1, track: 2)) == "the face is out of sight")
        #expect(reason(face(0, 0, sequence: 2, sharpness: 0.1)) == "blurred: hold still, or wipe the lens")
        #expect(reason(face(0, 0, sequence: 3, side: 40)) == "too small: come nearer")
        #expect(reason(face(30, 0, sequence: 4)) == "look into the camera")
        let refusal = FaceRefusal.tooSmall(side: 10, minimum: 24)
        #expect(reason(face(0, 0, sequence: 5, refusal: refusal)) == refusal.description)
        guided.take(face(0, 0, sequence: 6))
        #expect(guided.shots.count == 1)
        // The same picture again says nothing new, one just like it does.
        #expect(reason(face(0, 0, sequence: 6)) == nil)
        #expect(reason(face(1, 1, sequence: 7)) == "the same as before: move a little")
        #expect(reason(face(10, 0, sequence: 8))?.hasPrefix("in between: ") == true)
        #expect(reason(face(80, 0, sequence: 9))?.hasPrefix("in between: ") == true)
    }

    @Test("e asks for a name and follows the face; Esc keeps nothing, Enter takes what there is")
    func screen() throws {
        var snapshot = Snapshot()
        snapshot.faces = [face(0, 0, sequence: 1)]
        func begun() -> Screen {
            var screen = Screen()
            for key in [Key.character("e"), "A", "d", "a"] { #expect(screen.handle(key, snapshot) == nil) }
            guard case .follow(TrackID(1)?) = screen.handle(.enter, snapshot) else {
                Issue.record("the face should be followed")
                return screen
            }
            return screen
        }
        var left = begun()
        #expect(left.handle(.enter, snapshot) == nil && left.message == "there is no shot yet")
        _ = left.note(snapshot, at: Faces.time(1))
        guard case .follow(nil) = left.handle(.escape, snapshot) else {
            Issue.record("the face should not be followed any more")
            return
        }
        #expect(left.message == "not enrolled; nothing was kept")
        var taken = begun()
        _ = taken.note(snapshot, at: Faces.time(1))
        // What is a command elsewhere is none here.
        #expect(taken.handle("q", snapshot) == nil)
        guard case .enroll(let photos, let name) = taken.handle(.enter, snapshot) else {
            Issue.record("Enter should enroll")
            return
        }
        #expect(photos.count == 1 && name.text == "Ada")
    }
}
