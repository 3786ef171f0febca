import Capture
import Dispatch
import FaceTypes
import Gallery
import Glibc
import Recognition
import Synchronization
import Testing

@testable import Pipeline

/// A camera that gives gray frames, and tells how many of it are open.
private final class LiveSource: FrameSource {
    /// Tells when cameras are opened and released.
    final class Watcher: Sendable {
        let opened = DispatchSemaphore(value: 0)
        let released = DispatchSemaphore(value: 0)
    }

    let name = "live"
    let frameRate: Double? = 100

    private let watcher: Watcher
    private let stop: StopSignal

    init(_ watcher: Watcher, _ stop: StopSignal) {
        (self.watcher, self.stop) = (watcher, stop)
        watcher.opened.signal()
    }

    deinit { watcher.released.signal() }

    func next() -> Frame? {
        stop.wait(0.01)
        return Frame(pixels: [UInt8](repeating: 90, count: 48), width: 4, height: 4)
    }
}

@Suite("the capture stage")
struct CaptureStageTests {
    @Test("a camera is released while the picture is held, opened again after, and released at the end")
    func pause() {
        let watcher = LiveSource.Watcher()
        let stage = CaptureStage(
            open: { stop throws(CaptureError) in LiveSource(watcher, stop) },
            delivery: Delivery(of: .live, isWatched: true),
            mailbox: Mailbox(keepsAll: false),
            metrics: Metrics()
        )
        stage.start { _ in }
        func happens(_ semaphore: DispatchSemaphore) -> Bool {
            semaphore.wait(timeout: .now() + 20) == .success
        }
        #expect(happens(watcher.opened))
        stage.setPaused(true)
        #expect(happens(watcher.released))
        stage.setPaused(false)
        #expect(happens(watcher.opened))
        stage.finish()
        #expect(happens(watcher.released))
        #expect(watcher.opened.wait(timeout: .now()) == .timedOut)
    }
}
