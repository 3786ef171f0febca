import Capture
public import FaceTypes
public import Recognition
import Text
import Vision

/// How well faces are followed in the frames that the detector does not look at, against a detector that looks at all.
public struct FollowingMeasurement: Encodable, Sendable {
    /// One way of looking.
    struct Row: Encodable, Sendable {
        /// How many frames with moving faces are followed before one is looked at.
        let mostFollowed: Int
        /// Of how many frames the detector looked at how many.
        let frames: Int
        let looks: Int
        /// Faces that a look at every frame knows, and the share of them that is known too, with an IoU of 0.8.
        let faces: Int
        let found: Double
        let meanIoU: Double
        /// Faces that are known and are none.
        let others: Int
    }

    let rows: [Row]

    /// The IoU of a box that is where it should be.
    private static let enough: Float = 0.8

    /// Watches a film in several ways.
    ///
    /// - Parameters:
    ///   - frames: the film; each frame's number and time are its own.
    ///   - analyzer: has the detector.
    public init(_ frames: [Frame], _ analyzer: FaceAnalyzer) {
        var tracker = FaceTracker()
        var found: [Detection] = []
        let expected = frames.map { frame in
            analyzer.detector.detect(in: frame, confidence: analyzer.confidence, into: &found)
            return Self.boxes(of: tracker.update(with: found, at: frame.capturedAt).tracks)
        }
        rows = [0, 1, 2, 3, 5].map { Self.watch(frames, analyzer, expected, mostFollowed: $0) }
    }

    private static func watch(
        _ frames: [Frame],
        _ analyzer: FaceAnalyzer,
        _ expected: [[Box]],
        mostFollowed: Int
    ) -> Row {
        var (tracker, attention, grid) = (FaceTracker(), Attention(), LumaGrid())
        attention.mostFollowed = mostFollowed
        var found: [Detection] = []
        var tracks: [Track] = []
        var (looks, faces, others) = (0, 0, 0)
        var overlaps: [Float] = []
        for (frame, expected) in zip(frames, expected) {
            let size = LumaGrid.cellSize(width: frame.width, height: frame.height)
            _ = PendingFrame.ready(frame).withBrightness(reducedBy: size) { picture, factor in
                grid.read(picture, reducedBy: factor, cellSize: size)
            }
            switch attention.decide(grid, tracks, at: frame.capturedAt) {
            case .look:
                looks += 1
                analyzer.detector.detect(in: frame, confidence: analyzer.confidence, into: &found)
                tracks = tracker.update(with: found, at: frame.capturedAt).tracks
                attention.noteLook(at: grid, tracks, at: frame.capturedAt)
            case .follow: tracks = tracker.follow(attention.followed, at: frame.capturedAt)
            case .pass: break
            }
            let boxes = Self.boxes(of: tracks)
            faces += expected.count
            overlaps += expected.map { box in boxes.map { box.intersectionOverUnion(with: $0) }.max() ?? 0 }
            others += boxes.count { box in
                expected.allSatisfy { $0.intersectionOverUnion(with: box) < 0.3 }
            }
        }
        return Row(
            mostFollowed: mostFollowed,
            frames: frames.count,
            looks: looks,
            faces: faces,
            found: Double(overlaps.count { $0 >= enough }) / Double(max(faces, 1)),
            meanIoU: Double(overlaps.reduce(0, +)) / Double(max(faces, 1)),
            others: others
        )
    }

    private static func boxes(of tracks: [Track]) -> [Box] {
        tracks.filter { $0.state == .confirmed }.map(\.detection.box)
    }

    /// The figures for people.
    public var lines: [String] {
        rows.map { row in
            "followed \(row.mostFollowed)  looked at \(row.looks) of \(row.frames) frames; of \(row.faces) faces "
                + "\((row.found * 100).tenths) % with IoU 0.8, mean \(row.meanIoU.rounded(decimals: 3)); "
                + "\(row.others) where none is"
        }
    }
}
