import Capture
import FaceTypes
import Vision

/// Detects and tracks faces in the newest frame, on a queue of its own.
final class VisionStage: Sendable {
    /// What one frame brought.
    struct Result: Sendable {
        let frame: Frame
        let update: FaceTracker.Update
    }

    private let stage = Stage("vision")
    private let mailbox: Mailbox<PendingFrame>
    private let analyzer: FaceAnalyzer
    private let recognition: RecognitionStage
    private let tracker: FaceTracker
    /// Whether each frame's recognition is waited for, so that a file gives the same events every time.
    private let isLockstep: Bool
    /// Without a frame for so many seconds all tracks end; nil for never, as those of a file only wait.
    private let memory: Double?
    private let metrics: Metrics

    init(
        mailbox: Mailbox<PendingFrame>,
        analyzer: FaceAnalyzer,
        recognition: RecognitionStage,
        tracker: FaceTracker,
        isLockstep: Bool,
        memory: Double?,
        metrics: Metrics
    ) {
        self.mailbox = mailbox
        self.analyzer = analyzer
        self.recognition = recognition
        self.tracker = tracker
        self.isLockstep = isLockstep
        self.memory = memory
        self.metrics = metrics
    }

    /// Starts looking; hands over each frame's tracks, and those that ended without one; then says when the last was.
    func start(
        onResult: @escaping @Sendable (Result) -> Void,
        onForgotten: @escaping @Sendable (_ last: Frame, _ ended: [Track]) -> Void,
        onEnd: @escaping @Sendable (_ last: Frame?, _ ended: [Track]) -> Void
    ) {
        stage.perform { [self] in
            // While the camera starts: a first frame would wait for pages and caches, and be old when it is shown.
            analyzer.warmUp()
            var tracker = tracker
            var detections: [Detection] = []
            var last: Frame?
            watching: while true {
                switch mailbox.take(within: 1) {
                case .closed: break watching
                case .nothing:
                    guard let memory, let last, Instant.now().seconds(since: last.capturedAt) > memory else {
                        continue
                    }
                    let ended = tracker.end()
                    if !ended.isEmpty { onForgotten(last, ended) }
                case .value(let pending):
                    let start = Instant.now()
                    guard let frame = pending.decoded() else { continue }
                    if case .buffered = pending {
                        metrics.note(.decode, seconds: Instant.now().seconds(since: start))
                    }
                    last = frame
                    onResult(look(at: frame, &detections, &tracker))
                }
            }
            recognition.finish()
            onEnd(last, tracker.end())
        }
    }

    /// Waits until the last frame is looked at.
    func finish() { stage.finish() }

    private func look(
        at frame: Frame,
        _ detections: inout [Detection],
        _ tracker: inout FaceTracker
    ) -> Result {
        stage.assertCurrent()
        let start = Instant.now()
        analyzer.detector.detect(in: frame, confidence: analyzer.confidence, into: &detections)
        metrics.note(.detect, seconds: Instant.now().seconds(since: start))
        let update = tracker.update(with: detections, at: frame.capturedAt)
        for track in update.regained { recognition.doubt(track) }
        for track in update.tracks where track.state == .confirmed {
            recognition.submit(track, among: detections, in: frame)
        }
        if isLockstep { recognition.finish() }
        let origin = isLockstep ? start : frame.capturedAt
        metrics.note(.total, seconds: Instant.now().seconds(since: origin))
        return Result(frame: frame, update: update)
    }
}
