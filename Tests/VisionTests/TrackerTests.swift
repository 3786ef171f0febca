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
