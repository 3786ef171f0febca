import Capture
import FaceTypes
import Vision

/// Detects and tracks faces in the newest frame, on a queue of its own.
final class VisionStage: Sendable {
    /// What one frame brought.
    struct Result: Sendable {
        let stamp: FrameStamp
        /// When it was taken up.
        let begun: Instant
        /// The picture; nil where only the detector saw it.
        let frame: Frame?
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
    /// Whether somebody sees the pictures.
    private let isWatched: Bool
    private let search: SmallFaceSearch
    private let metrics: Metrics

    init(
        mailbox: Mailbox<PendingFrame>,
        analyzer: FaceAnalyzer,
        recognition: RecognitionStage,
        tracker: FaceTracker,
        isLockstep: Bool,
        memory: Double?,
        isWatched: Bool,
        search: SmallFaceSearch,
        metrics: Metrics
    ) {
        self.mailbox = mailbox
        self.analyzer = analyzer
        self.recognition = recognition
        self.tracker = tracker
        self.isLockstep = isLockstep
        self.memory = memory
        self.isWatched = isWatched
        self.search = search
        self.metrics = metrics
    }

    /// Starts looking; hands over each frame's tracks, and those that ended without one; then says when the
    /// last was.
    func start(
        onResult: @escaping @Sendable (Result) -> Void,
        onForgotten: @escaping @Sendable (_ last: FrameStamp, _ ended: [Track]) -> Void,
        onEnd: @escaping @Sendable (_ last: FrameStamp?, _ ended: [Track]) -> Void
    ) {
        stage.perform { [self] in
            // While the camera starts: a first frame would wait for pages and caches, and be old when it is
            // shown.
            analyzer.warmUp()
            var tracker = tracker
            var search = search
            var tracks: [Track] = []
            var detections: [Detection] = []
            var last: FrameStamp?
            var budget = TileBudget(isLockstep: isLockstep)
            watching: while true {
                switch mailbox.take(within: 1) {
                case .closed: break watching
                case .nothing:
                    guard let memory, let last, Instant.now().seconds(since: last.capturedAt) > memory else {
                        continue
                    }
                    let ended = tracker.end()
                    tracks = []
                    if !ended.isEmpty { onForgotten(last, ended) }
                case .value(let pending):
                    guard pending.isCurrent() else { continue }
                    let tiles = search.tiles(
                        for: tracks,
                        width: pending.stamp.width,
                        height: pending.stamp.height,
                        budget: budget.next(at: .now())
                    )
                    guard let result = look(at: pending, tiles, search, &detections, &tracker) else {
                        continue
                    }
                    budget.note(busy: Instant.now().seconds(since: result.begun), tiles: tiles.count)
                    tracks = result.update.tracks
                    last = result.stamp
                    onResult(result)
                }
            }
            recognition.finish()
            onEnd(last, tracker.end())
        }
    }

    /// Waits until the last frame is looked at.
    func finish() { stage.finish() }

    /// Looks at a frame; nil where it is broken.
    private func look(
        at pending: PendingFrame,
        _ tiles: [Tile],
        _ search: SmallFaceSearch,
        _ detections: inout [Detection],
        _ tracker: inout FaceTracker
    ) -> Result? {
        stage.assertCurrent()
        let (stamp, begun) = (pending.stamp, Instant.now())
        // Where nobody sees the picture, the detector reads the camera's buffer, and most frames are never
        // copied.
        var frame = isWatched ? decode(pending) : nil
        let start = Instant.now()
        let isSeen =
            !isWatched
            && pending.withPicture {
                analyzer.detector.detect(in: $0, confidence: analyzer.confidence, into: &detections)
            }
                != nil
        if !isSeen {
            frame = frame ?? decode(pending)
            guard let frame else { return nil }
            analyzer.detector.detect(in: frame, confidence: analyzer.confidence, into: &detections)
        }
        if !tiles.isEmpty {
            frame = frame ?? decode(pending)
            guard let frame else { return nil }
            analyzer.look(at: tiles, of: frame, analyzer.confidence, &detections)
        }
        metrics.note(.detect, seconds: Instant.now().seconds(since: start))
        let update = tracker.update(with: detections, at: stamp.capturedAt) { box in
            search.hasLooked(for: box, in: tiles, width: stamp.width, height: stamp.height)
        }
        for track in update.regained { recognition.doubt(track) }
        for track in update.tracks where track.state == .confirmed {
            recognition.submit(track, among: detections, at: stamp.capturedAt) {
                frame = frame ?? decode(pending)
                return frame
            }
        }
        if isLockstep { recognition.finish() }
        let origin = isLockstep ? start : stamp.capturedAt
        metrics.note(.total, seconds: Instant.now().seconds(since: origin))
        return Result(stamp: stamp, begun: begun, frame: frame, update: update)
    }

    private func decode(_ pending: PendingFrame) -> Frame? {
        guard case .buffered = pending else { return pending.decoded() }
        let start = Instant.now()
        defer { metrics.note(.decode, seconds: Instant.now().seconds(since: start)) }
        return pending.decoded()
    }
}
