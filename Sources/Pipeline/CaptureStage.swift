import Capture
import FaceTypes
import Synchronization

/// Reads the source on a queue of its own, and puts each frame into the mailbox.
final class CaptureStage: Sendable {
    /// Opens the source; called on the capture queue, which then owns it.
    typealias Opener = @Sendable (StopSignal) throws(CaptureError) -> any FrameSource

    private let stage = Stage("capture")
    private let open: Opener
    private let delivery: Delivery
    private let mailbox: Mailbox<PendingFrame>
    private let metrics: Metrics
    private let clock: Clock
    private let onLoss: (@Sendable (FrameLoss) -> Void)?
    private let losses = Mutex(SourceLosses())
    private let stop = StopSignal()
    private let isPaused = Atomic(false)
    /// Wakes a stage that waits when it is to pause, or to go on.
    private let pauseChanged = Wakeup()

    init(
        open: @escaping Opener,
        delivery: Delivery,
        mailbox: Mailbox<PendingFrame>,
        metrics: Metrics,
        clock: Clock = .system,
        onLoss: (@Sendable (FrameLoss) -> Void)? = nil
    ) {
        (self.open, self.delivery, self.mailbox, self.metrics) = (open, delivery, mailbox, metrics)
        (self.clock, self.onLoss) = (clock, onLoss)
    }

    /// The frames that the source itself lost.
    var lostFrames: FrameLosses { losses.withLock(\.all) }

    /// Starts reading; tells what happens to the source, on the capture queue.
    func start(onChange: @escaping @Sendable (SourceChange) -> Void) {
        stage.perform { [self] in
            onChange(.ended(read(onChange)))
            mailbox.close()
        }
    }

    /// Holds the source, or lets it go on.
    ///
    /// A camera is closed meanwhile, so that its light tells the truth.
    func setPaused(_ paused: Bool) {
        isPaused.store(paused, ordering: .releasing)
        pauseChanged.wake()
    }

    /// Ends reading, and waits for it.
    func finish() {
        stop.give()
        mailbox.close()
        stage.finish()
    }

    /// What is known of the source while it is read.
    private struct Reading {
        var source: (any FrameSource)?
        /// The moment that the first frame of a paced file stands for.
        var origin: (shown: Instant, captured: Instant)?
        var wasOpened = false
        /// Since when a camera is lost, and why it can't be had now.
        var lostSince: Instant?
        var reason: CaptureError?
        var backoff = Backoff()
    }

    /// Reads to the end; returns why the source failed, nil where it did not.
    private func read(_ onChange: (SourceChange) -> Void) -> CaptureError? {
        var reading = Reading()
        while !stop.isGiven {
            do throws(CaptureError) {
                guard try step(&reading, onChange) else { return nil }
            } catch {
                // A source that was told to stop may complain of what it then did not get.
                guard !stop.isGiven else { return nil }
                guard delivery.isReopened, reading.wasOpened || error.isBusy else { return error }
                lose(&reading, error, onChange)
            }
        }
        return nil
    }

    /// Notes that a camera is lost, and waits before it is tried again; not while the user holds it.
    private func lose(_ reading: inout Reading, _ error: CaptureError, _ onChange: (SourceChange) -> Void) {
        reading.source = nil
        mailbox.discard()
        if reading.lostSince == nil {
            reading.lostSince = clock.now
            onChange(.lost(error))
        } else if reading.reason != error {
            onChange(.waiting(error))
        }
        reading.reason = error
        wait(until: clock.now.advanced(by: reading.backoff.next())) { !isPaused.load(ordering: .acquiring) }
    }

    /// Reads one frame, or waits while the source is held; false at the end.
    private func step(_ reading: inout Reading, _ onChange: (SourceChange) -> Void) throws(CaptureError)
        -> Bool
    {
        guard !isPaused.load(ordering: .acquiring) else {
            if delivery.isReopened {
                reading.source = nil
                mailbox.discard()
            }
            (reading.origin, reading.reason) = (nil, nil)
            wait(until: nil) { isPaused.load(ordering: .acquiring) }
            return true
        }
        let source = try source(&reading, onChange)
        let start = clock.now
        guard var frame = try source.pending() else { return false }
        if source.tally == nil { losses.withLock { $0.current = source.losses } }
        if let since = reading.lostSince, source.isProven {
            onChange(.opened(name: source.name, mode: source.mode))
            onChange(.back(seconds: clock.now.seconds(since: since)))
            (reading.lostSince, reading.backoff) = (nil, Backoff())
        }
        switch frame {
        case .buffered(let buffered):
            metrics.note(.capture, seconds: clock.now.seconds(since: buffered.stamp.capturedAt))
        case .ready(let picture):
            metrics.note(.capture, seconds: clock.now.seconds(since: start))
            guard delivery.isPaced else { break }
            frame = .ready(paced(picture, &reading))
        }
        return mailbox.put(frame)
    }

    /// The source, which is opened where it is not.
    private func source(_ reading: inout Reading, _ onChange: (SourceChange) -> Void) throws(CaptureError)
        -> any FrameSource
    {
        if let source = reading.source { return source }
        let source = try open(stop)
        losses.withLock { $0.begin(source.tally) }
        if let onLoss { source.tally?.observe(onLoss) }
        if reading.lostSince == nil { onChange(.opened(name: source.name, mode: source.mode)) }
        reading.source = source
        reading.wasOpened = true
        return source
    }

    /// Waits until it is time for a film's frame, and gives it the time of now.
    private func paced(_ picture: Frame, _ reading: inout Reading) -> Frame {
        let begin = reading.origin ?? (clock.now, picture.capturedAt)
        reading.origin = begin
        // A film with a frame every ten seconds is looked at in less.
        let shown = begin.shown.advanced(by: picture.capturedAt.seconds(since: begin.captured))
        wait(until: min(shown, clock.now.advanced(by: 1))) { true }
        return picture.taken(at: clock.now)
    }

    /// Waits for a time while a condition holds that only a pause changes, and not after the stop signal.
    private func wait(until time: Instant?, while holds: () -> Bool) {
        while !stop.isGiven, holds() {
            let seconds = time.map { $0.seconds(since: clock.now) } ?? .infinity
            guard seconds > 0 else { return }
            stop.wait(seconds, or: pauseChanged)
            pauseChanged.reset()
        }
    }
}

/// What sources lost: a camera's frames may still be looked at, and found broken or too old, when it is closed.
private struct SourceLosses {
    var tallies: [FrameTally] = []
    /// Of sources without one.
    var others = FrameLosses()
    var current = FrameLosses()

    var all: FrameLosses { tallies.reduce(others + current) { $0 + $1.losses } }

    /// Takes up a source that was opened.
    mutating func begin(_ tally: FrameTally?) {
        (others, current) = (others + current, FrameLosses())
        guard let tally else { return }
        // Nobody looks at the frames of the one before the last any more.
        while tallies.count > 1 { others = others + tallies.removeFirst().losses }
        tallies.append(tally)
    }
}

extension Frame {
    /// The same picture with another time.
    fileprivate func taken(at time: Instant) -> Frame {
        Frame(pixels: pixels, width: width, height: height, sequence: sequence, capturedAt: time)
    }
}
