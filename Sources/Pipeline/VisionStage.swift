import Capture
import FaceTypes
import Recognition
import Vision

/// Detects and tracks faces in the frames that come, on a queue of its own.
final class VisionStage: Sendable {
    /// What one frame brought.
    struct Result: Sendable {
        /// When the frame was taken up.
        let begun: Instant
        /// The frame, decoded if anybody needed that.
        let frame: PendingFrame
        /// What it showed.
        let look: Scene.Look
    }

    private let stage = Stage("vision")
    private let mailbox: Mailbox<PendingFrame>
    private let analyzer: FaceAnalyzer
    private let delivery: Delivery
    /// Without a frame for so many seconds all tracks end, where they may.
    private let memory: Double
    private let search: SmallFaceSearch
    /// Whether every frame is looked at, also where nothing moves.
    private let looksAlways: Bool
    private let metrics: Metrics
    private let clock: Clock

    init(
        mailbox: Mailbox<PendingFrame>,
        analyzer: FaceAnalyzer,
        delivery: Delivery,
        memory: Double,
        smallFaces: SmallFaceSearch.Effort,
        looksAlways: Bool,
        metrics: Metrics,
        clock: Clock
    ) {
        (self.mailbox, self.analyzer, self.delivery, self.memory) = (mailbox, analyzer, delivery, memory)
        search = SmallFaceSearch(effort: delivery.effort(smallFaces))
        self.looksAlways = looksAlways || !delivery.maySkip
        self.metrics = metrics
        self.clock = clock
    }

    /// What is kept from frame to frame.
    private struct Memory {
        var tracker: FaceTracker
        var search: SmallFaceSearch
        var budget: TileBudget
        var tracks: [Track] = []
        var detections: [Detection] = []
        var lastFrame: Instant?
        var attention = Attention()
        var grid = LumaGrid()
    }

    /// Starts looking, until the mailbox is closed.
    ///
    /// - Parameters:
    ///   - onResult: gets what each frame brought; the next one is looked at when it returns.
    ///   - onForgotten: gets the tracks that ended without a frame that shows it.
    ///   - onEnd: gets those that were left when the last frame was looked at.
    func start(
        onResult: @escaping @Sendable (Result) -> Void,
        onForgotten: @escaping @Sendable ([Track]) -> Void,
        onEnd: @escaping @Sendable ([Track]) -> Void
    ) {
        stage.perform { [self] in
            // While the camera starts: a first frame would wait for pages and caches, and be old when it is shown.
            analyzer.warmUp()
            var memory = Memory(
                tracker: delivery.tracker,
                search: search,
                budget: TileBudget(isLockstep: delivery.isLockstep)
            )
            watching: while true {
                switch mailbox.take(within: 1) {
                case .closed: break watching
                case .nothing:
                    let ended = forget(&memory)
                    if !ended.isEmpty { onForgotten(ended) }
                case .value(let pending):
                    guard pending.isCurrent(), let result = result(of: pending, &memory) else { continue }
                    onResult(result)
                    let origin = delivery.isLockstep ? result.begun : result.look.stamp.capturedAt
                    metrics.note(.total, seconds: clock.now.seconds(since: origin))
                }
            }
            onEnd(memory.tracker.end())
        }
    }

    /// Waits until the last frame is looked at.
    func finish() { stage.finish() }

    /// Ends all tracks where no frame came for too long.
    private func forget(_ memory: inout Memory) -> [Track] {
        guard delivery.forgets, let last = memory.lastFrame, clock.now.seconds(since: last) > self.memory
        else { return [] }
        memory.tracks = []
        return memory.tracker.end()
    }

    /// What a frame brings, looked at or not; nil where it is broken.
    private func result(of pending: PendingFrame, _ memory: inout Memory) -> Result? {
        stage.assertCurrent()
        let begun = clock.now
        guard !looksAlways, read(pending, into: &memory.grid) else { return look(at: pending, &memory) }
        let time = pending.stamp.capturedAt
        switch memory.attention.decide(memory.grid, memory.tracks, at: time) {
        case .look:
            guard let result = look(at: pending, &memory) else { return nil }
            memory.attention.noteLook(at: memory.grid, memory.tracks, at: time)
            return result
        case .follow: memory.tracks = memory.tracker.follow(memory.attention.followed, at: time)
        case .pass: break
        }
        memory.lastFrame = time
        var frame = pending
        if delivery.isWatched {
            guard let picture = metrics.decode(pending) else { return nil }
            frame = .ready(picture)
        } else {
            pending.noteSeen()
        }
        return Result(
            begun: begun,
            frame: frame,
            look: Scene.Look(
                stamp: pending.stamp,
                picture: frame.picture,
                detections: memory.detections,
                tracks: memory.tracks
            )
        )
    }

    /// Reads a frame's brightness; false where it must be decoded first.
    private func read(_ pending: PendingFrame, into grid: inout LumaGrid) -> Bool {
        let size = LumaGrid.cellSize(width: pending.stamp.width, height: pending.stamp.height)
        return pending.withBrightness(reducedBy: size) { picture, factor in
            grid.read(picture, reducedBy: factor, cellSize: size)
        } != nil
    }

    /// Looks at a frame; nil where it is broken.
    private func look(at pending: PendingFrame, _ memory: inout Memory) -> Result? {
        let (stamp, begun) = (pending.stamp, clock.now)
        let tiles = memory.search.tiles(
            for: memory.tracks,
            width: stamp.width,
            height: stamp.height,
            budget: memory.budget.next(at: begun)
        )
        guard let frame = detect(in: pending, tiles, into: &memory.detections) else { return nil }
        let search = memory.search
        let update = memory.tracker.update(with: memory.detections, at: stamp.capturedAt) { box in
            search.hasLooked(for: box, in: tiles, width: stamp.width, height: stamp.height)
        }
        memory.budget.note(busy: clock.now.seconds(since: begun), tiles: tiles.count)
        memory.tracks = update.tracks
        memory.lastFrame = stamp.capturedAt
        return Result(
            begun: begun,
            frame: frame,
            look: Scene.Look(
                stamp: stamp,
                picture: frame.picture,
                detections: memory.detections,
                tracks: update.tracks,
                ended: update.ended,
                regained: update.regained
            )
        )
    }

    /// Detects faces in the whole picture and in tiles; returns the frame, decoded where that was needed.
    ///
    /// Where nobody sees the picture, the detector reads the camera's buffer, and most frames are never copied.
    private func detect(
        in pending: PendingFrame,
        _ tiles: [Tile],
        into found: inout [Detection]
    ) -> PendingFrame? {
        var pending = pending
        if delivery.isWatched || !tiles.isEmpty {
            guard let frame = metrics.decode(pending) else { return nil }
            pending = .ready(frame)
        }
        let start = clock.now
        defer { metrics.note(.detect, seconds: clock.now.seconds(since: start)) }
        let isSeen =
            pending.withPicture {
                analyzer.detector.detect(in: $0, confidence: analyzer.confidence, into: &found)
            } != nil
        if isSeen { return pending }
        guard let frame = metrics.decode(pending) else { return nil }
        analyzer.detector.detect(in: frame, confidence: analyzer.confidence, into: &found)
        if !tiles.isEmpty { analyzer.look(at: tiles, of: frame, analyzer.confidence, &found) }
        return .ready(frame)
    }
}

extension PendingFrame {
    /// The picture, where it is there.
    fileprivate var picture: Frame? {
        guard case .ready(let frame) = self else { return nil }
        return frame
    }
}
