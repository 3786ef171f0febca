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
    /// Whether frames of a file are given at the file's own rate, as on a screen, or as fast as they are
    /// used.
    private let isPaced: Bool
    /// Whether the source is a camera or a stream, which is waited for when it is lost.
    private let isLive: Bool
    private let mailbox: Mailbox<PendingFrame>
    private let metrics: Metrics
    private let stop = StopSignal()
    private let losses = Mutex(Losses())
    private let onLoss: (@Sendable (FrameLoss) -> Void)?

    /// What sources lost: a camera's frames may still be looked at, and found broken or too old, when it is
    /// closed.
    private struct Losses {
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
    private let isPaused = Atomic(false)

    init(
        open: @escaping Opener,
        isPaced: Bool,
        isLive: Bool,
        mailbox: Mailbox<PendingFrame>,
        metrics: Metrics,
        onLoss: (@Sendable (FrameLoss) -> Void)? = nil
    ) {
        self.onLoss = onLoss
        self.open = open
        self.isPaced = isPaced
        self.isLive = isLive
        self.mailbox = mailbox
        self.metrics = metrics
    }

    /// The frames that the source itself lost.
    var lostFrames: FrameLosses { losses.withLock(\.all) }

    /// Starts reading; tells what happens to the source, and when it is over, on the capture queue.
    func start(
        onChange: @escaping @Sendable (SourceChange) -> Void,
        onEnd: @escaping @Sendable (Ending) -> Void
    ) {
        stage.perform { [self] in
            onEnd(read(onChange))
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

    private func read(_ onChange: (SourceChange) -> Void) -> Ending {
        var reading = Reading()
        while !stop.isGiven {
            do throws(CaptureError) {
                guard try step(&reading, onChange) else { return .atEnd }
            } catch {
                // A source that was told to stop may complain of what it then did not get.
                guard !stop.isGiven else { return .atEnd }
                guard isLive, reading.wasOpened || error.isBusy else { return .failed(error) }
                reading.source = nil
                mailbox.discard()
                if reading.lostSince == nil {
                    reading.lostSince = .now()
                    onChange(.lost(error))
                } else if reading.reason != error {
                    onChange(.waiting(error))
                }
                reading.reason = error
                rest(reading.backoff.next())
            }
        }
        return .atEnd
    }

    /// Reads one frame, or waits a moment while the source is held; false at the end.
    private func step(_ reading: inout Reading, _ onChange: (SourceChange) -> Void) throws(CaptureError)
        -> Bool
    {
        guard !isPaused.load(ordering: .acquiring) else {
            if reading.source?.kind == .live {
                reading.source = nil
                mailbox.discard()
            }
            (reading.origin, reading.reason) = (nil, nil)
            wait(until: .now().advanced(by: Self.slice))
            return true
        }
        let source: any FrameSource
        if let current = reading.source {
            source = current
        } else {
            source = try open(stop)
            losses.withLock { $0.begin(source.tally) }
            if let onLoss { source.tally?.observe(onLoss) }
        }
        if reading.source == nil, reading.lostSince == nil {
            onChange(.opened(name: source.name, mode: source.mode))
        }
        reading.source = source
        reading.wasOpened = true
        let start = Instant.now()
        guard var frame = try source.pending() else { return false }
        if source.tally == nil { losses.withLock { $0.current = source.losses } }
        if let since = reading.lostSince, source.isProven {
            onChange(.opened(name: source.name, mode: source.mode))
            onChange(.back(seconds: Instant.now().seconds(since: since)))
            (reading.lostSince, reading.backoff) = (nil, Backoff())
        }
        switch frame {
        case .buffered(let buffered):
            metrics.note(.capture, seconds: Instant.now().seconds(since: buffered.stamp.capturedAt))
        case .ready(let picture):
            metrics.note(.capture, seconds: Instant.now().seconds(since: start))
            guard isPaced, source.kind != .live else { break }
            let begin = reading.origin ?? (Instant.now(), picture.capturedAt)
            reading.origin = begin
            // A film with a frame every ten seconds is looked at in less.
            let shown = begin.shown.advanced(by: picture.capturedAt.seconds(since: begin.captured))
            wait(until: min(shown, .now().advanced(by: 1)))
            frame = .ready(picture.taken(at: .now()))
        }
        return mailbox.put(frame)
    }

    /// Waits before a lost camera is tried again; not while the user holds it, and not after the stop signal.
    private func rest(_ seconds: Double) {
        let end = Instant.now().advanced(by: seconds)
        while !isPaused.load(ordering: .acquiring), wait(until: min(end, .now().advanced(by: Self.slice))),
            .now() < end
        {}
    }

    /// Waits; false where the stop signal came meanwhile.
    @discardableResult
    private func wait(until time: Instant) -> Bool {
        while !stop.isGiven {
            let seconds = time.seconds(since: .now())
            guard seconds > 0 else { return true }
            // A semaphore that nobody signals: a wait with a deadline.
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + min(seconds, Self.slice))
        }
        return false
    }

    /// How long a wait may last before the stop signal is looked at, in seconds.
    private static let slice = 0.05
}

extension Frame {
    /// The same picture with another time.
    fileprivate func taken(at time: Instant) -> Frame {
        Frame(pixels: pixels, width: width, height: height, sequence: sequence, capturedAt: time)
    }
}
