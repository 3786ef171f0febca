// Counts what a frame allocates on the heap in Inference and Vision, once everything has grown to its size:
// nothing.
//
// A program of its own, because the count is of optimized code: `make test` builds it as a release and runs
// it. Prints a line for each case, and fails where there was an allocation.

import CAllocationCount
import Capture
import FaceTypes
import Glibc
import Inference
import Kernels
import Recognition
import Vision

@main
struct AllocationCount {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: AllocationCount MODELS-FOLDER")
            exit(64)
        }
        let models = CommandLine.arguments[1]
        guard callocation_is_counting() != 0, madeByHand() > 0 else {
            print("allocations are not counted in this build")
            exit(1)
        }
        var total = 0
        for precision in Precision.allCases {
            for threads in [1, 2] {
                var settings = Settings(models: models, gallery: "/nowhere")
                (settings.precision, settings.threads) = (precision, threads)
                let count = try count(settings)
                print(
                    "\(precision.rawValue), threads \(threads): \(count.allocations) allocations in \(count.frames) frames"
                )
                total += count.allocations
            }
        }
        exit(total == 0 ? 0 : 1)
    }

    /// The allocations of an array, which must be seen.
    private static func madeByHand() -> Int {
        callocation_watch_thread()
        defer { callocation_leave_thread() }
        let before = callocation_count()
        let array = [Int](repeating: 1, count: Int.random(in: 100...200))
        let count = callocation_count() - before
        return array.count >= 100 ? count : 0
    }

    private static func count(_ settings: Settings) throws -> (allocations: Int, frames: Int) {
        let engine = settings.engine
        let analyzer = try ModelSet(settings).analyzer(engine, settings)
        let detector = analyzer.detector
        let recognizer = analyzer.recognizer
        let frames = try ["obama.jpg", "biden.jpg"].map { try Picture.read("\(settings.models)/demo/\($0)") }
        var tracker = FaceTracker()
        var detections: [Detection] = []
        var embedded = 0
        var time: Int64 = 0

        func look(at frame: Frame) {
            detector.detect(in: frame, confidence: 0.5, into: &detections)
            time += 33_000_000
            let update = tracker.update(with: detections, at: Instant(nanoseconds: time))
            for track in update.tracks {
                let embedding = recognizer.embedding(of: track.detection, among: detections, in: frame)
                if embedding != nil { embedded += 1 }
            }
        }

        var attention = Attention()
        var grid = LumaGrid()
        var followed = 0

        // As a camera's frames are treated, most of which the detector does not see.
        func attend(to frame: Frame, _ tracks: [Track]) {
            let size = LumaGrid.cellSize(width: frame.width, height: frame.height)
            _ = PendingFrame.ready(frame).withBrightness(reducedBy: size) { picture, factor in
                grid.read(picture, reducedBy: factor, cellSize: size)
            }
            time += 33_000_000
            let now = Instant(nanoseconds: time)
            switch attention.decide(grid, tracks, at: now) {
            case .look: attention.noteLook(at: grid, tracks, at: now)
            case .follow:
                followed += 1
                _ = tracker.follow(attention.followed, at: now)
            case .pass: break
            }
        }

        // Each picture stands for a while, so that its face is followed; the last changes are part of the
        // warm-up.
        for frame in frames { for _ in 0..<5 { look(at: frame) } }
        engine.crew.run {
            // The helpers get some of many tiles, and are watched then.
            engine.crew.perform(Watch(), length: 10_000, parts: 10_000)
        }
        let tracks = tracker.update(with: detections, at: Instant(nanoseconds: time)).tracks.filter {
            $0.state == .confirmed
        }
        for _ in 0..<40 { attend(to: frames[1], tracks) }
        let counted = 20
        (embedded, followed) = (0, 0)
        callocation_watch_thread()
        let before = callocation_count()
        for _ in 0..<counted {
            look(at: frames[1])
            attend(to: frames[1], tracks)
        }
        let allocations = callocation_count() - before
        callocation_leave_thread()
        guard embedded == counted, followed > counted / 2 else {
            print("\(embedded) faces embedded and \(followed) followed in \(counted) frames")
            exit(1)
        }
        return (allocations, counted)
    }
}

/// Watches the helpers of a crew.
private final class Watch: CrewWork {
    func compute(_ part: Range<Int>, worker: Int) { if worker > 0 { callocation_watch_thread() } }
}
