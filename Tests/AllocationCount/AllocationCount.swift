// Counts what a frame allocates on the heap in Inference and Vision, once everything has grown to its size:
// nothing.
//
// A program of its own, because the count is of optimised code: `make test` builds it as a release and runs
// it. Prints a line for each case, and fails where there was an allocation.

import CAllocationCount
import Capture
import FaceTypes
import Glibc
import Inference
import Kernels
import ModelImport
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
                let count = try count(
                    models,
                    PlanOptions(workers: Workers(count: threads), precision: precision)
                )
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

    private static func count(_ models: String, _ options: PlanOptions) throws -> (
        allocations: Int, frames: Int
    ) {
        let detector = try FaceDetector(
            CaffeImporter.graph(
                prototxt: ModelFile(contentsOf: "\(models)/deploy.prototxt"),
                caffemodel: ModelFile(contentsOf: "\(models)/res10_300x300_ssd_iter_140000_fp16.caffemodel")
            ),
            options
        )
        let embedder = try FaceEmbedder(
            Torch7Importer.graph(
                ModelFile(contentsOf: "\(models)/nn4.small2.facetop1.t7"),
                inputShape: FaceEmbedder.inputShape
            ),
            options
        )
        let trees = try DlibImporter.regressionTrees(
            ModelFile(contentsOf: "\(models)/shape_predictor_5_face_landmarks.dat")
        )
        guard let locator = LandmarkLocator(trees) else { exit(1) }
        let aligner = FaceAligner(locator: locator)
        let frames = try ["obama.jpg", "biden.jpg"].map { try Picture.read("\(models)/demo/\($0)") }
        var tracker = FaceTracker()
        var detections: [Detection] = []
        var embedded = 0
        var time: Int64 = 0

        func look(at frame: Frame) {
            detector.detect(in: frame, confidence: 0.5, into: &detections)
            time += 33_000_000
            let update = tracker.update(with: detections, at: Instant(nanoseconds: time))
            for track in update.tracks {
                let (_, outcome) = aligner.align(track.detection, among: detections, in: frame) {
                    embedder.embed($0)
                }
                if case .success(.some) = outcome { embedded += 1 }
            }
        }

        // Each picture stands for a while, so that its face is followed; the last changes are part of the
        // warm-up.
        for frame in frames { for _ in 0..<5 { look(at: frame) } }
        options.crew.run {
            // The helpers get some of many tiles, and are watched then.
            options.crew.perform(Watch(), length: 10_000, parts: 10_000)
        }
        let counted = 20
        embedded = 0
        callocation_watch_thread()
        let before = callocation_count()
        for _ in 0..<counted { look(at: frames[1]) }
        let allocations = callocation_count() - before
        callocation_leave_thread()
        guard embedded == counted else {
            print("\(embedded) faces in \(counted) frames")
            exit(1)
        }
        return (allocations, counted)
    }
}

/// Watches the helpers of a crew.
private final class Watch: CrewWork {
    func compute(_ part: Range<Int>, worker: Int) { if worker > 0 { callocation_watch_thread() } }
}
