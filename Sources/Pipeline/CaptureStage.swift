import Capture
import Dispatch
import FaceTypes
import Synchronization

/// Reads the source on a queue of its own, and puts each frame into the mailbox.
final class CaptureStage: Sendable {
    /// Opens the source; called on the capture queue, which then owns it.
    typealias Opener = @Sendable (StopSignal) throws(CaptureError) -> any FrameSource

    /// How the source ended.
    enum Ending: Sendable {
        case atEnd
        case failed(CaptureError)
    }

    private let stage = Stage("capture")
    private let open: Opener
    /// Whether frames of a file are given at the file's own rate, as on a screen, or as fast as they are used.
    private let isPaced: Bool
    private let mailbox: Mailbox<Frame>
    private let metrics: Metrics
    private let stop = StopSignal()
    private let lost = Atomic(0)
    private let isPaused = Atomic(false)

    init(open: @escaping Opener, isPaced: Bool, mailbox: Mailbox<Frame>, metrics: Metrics) {
        self.open = open
        self.isPaced = isPaced
        self.mailbox = mailbox
        self.metrics = metrics
    }

    /// Frames that the source itself lost.
    var lostFrames: Int { lost.load(ordering: .relaxed) }

    /// Starts reading; tells when the source is over, on the capture queue.
    func start(onEnd: @escaping @Sendable (Ending) -> Void) {
        stage.perform { [self] in
            onEnd(read())
            mailbox.close()
        }
    }

    /// Holds the source, or lets it go on.
    ///
    /// A camera is closed meanwhile, so that its light tells the truth.
    func setPaused(_ paused: Bool) { isPaused.store(paused, ordering: .releasing) }

    /// Ends reading, and waits for it.
    func finish() {
        stop.give()
        mailbox.close()
        stage.finish()
    }

    private func read() -> Ending {
        do throws(CaptureError) {
            var current: (any FrameSource)?
            // The moment that the first frame of a paced file stands for.
            var origin: (shown: Instant, captured: Instant)?
            while !stop.isGiven {
                if isPaused.load(ordering: .acquiring) {
                    if current?.kind == .live { current = nil }
                    origin = nil
                    wait(until: Instant.now().advanced(by: 0.05))
                    continue
                }
                let source: any FrameSource
                if let current { source = current } else { source = try open(stop) }
                current = source
                let start = Instant.now()
                guard var frame = try source.next() else { return .atEnd }
                metrics.note(.capture, seconds: Instant.now().seconds(since: start))
                lost.store(source.lostFrames, ordering: .relaxed)
                if isPaced, source.kind != .live {
                    let begin = origin ?? (Instant.now(), frame.capturedAt)
                    origin = begin
                    wait(until: begin.shown.advanced(by: frame.capturedAt.seconds(since: begin.captured)))
                    frame = frame.taken(at: .now())
                }
                guard mailbox.put(frame) else { return .atEnd }
            }
            return .atEnd
        } catch {
            // A source that was told to stop may complain of what it then did not get.
            return stop.isGiven ? .atEnd : .failed(error)
        }
    }

    private func wait(until time: Instant) {
        let seconds = time.seconds(since: .now())
        guard seconds > 0 else { return }
        // A semaphore that nobody signals: a wait with a deadline.
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + min(seconds, 1))
    }
}

extension Frame {
    /// The same picture with another time.
    fileprivate func taken(at time: Instant) -> Frame {
        Frame(pixels: pixels, width: width, height: height, sequence: sequence, capturedAt: time)
    }
}
