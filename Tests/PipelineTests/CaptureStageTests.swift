import Capture
import FaceTypes
import Gallery
import Glibc
import Recognition
import Synchronization
import Testing

@testable import Pipeline

/// A camera that gives gray frames, and tells how many of it are open.
private final class LiveSource: FrameSource {
    static let open = Atomic(0)

    let name = "live"
    let kind = SourceKind.live
    let frameRate: Double? = 100

    init() { Self.open.wrappingAdd(1, ordering: .relaxed) }

    deinit { Self.open.wrappingSubtract(1, ordering: .relaxed) }

    func next() -> Frame? {
        usleep(10_000)
        return Frame(pixels: [UInt8](repeating: 90, count: 48), width: 4, height: 4)
    }
}

@Suite("the capture stage")
struct CaptureStageTests {
    /// Waits until that many cameras are open.
    private func cameras(_ count: Int) -> Bool {
        for _ in 0..<2000 {
            if LiveSource.open.load(ordering: .relaxed) == count { return true }
            usleep(10_000)
        }
        return false
    }

    @Test("a camera is released while the picture is held, opened again after, and released at the end")
    func pause() {
        let stage = CaptureStage(
            open: { _ throws(CaptureError) in LiveSource() },
            delivery: Delivery(of: .live, isWatched: true),
            mailbox: Mailbox(keepsAll: false),
            metrics: Metrics()
        )
        stage.start { _ in }
        #expect(cameras(1))
        stage.setPaused(true)
        #expect(cameras(0))
        stage.setPaused(false)
        #expect(cameras(1))
        stage.finish()
        #expect(cameras(0))
    }
}
