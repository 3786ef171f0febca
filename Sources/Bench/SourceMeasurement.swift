public import Capture
import FaceTypes
public import Pipeline
public import Recognition
import Synchronization
import Text

/// The whole pipeline on a camera or another source for some seconds: rates, latencies, and what was lost.
public final class SourceMeasurement: Sendable {
    /// What came of it.
    public struct Report: Encodable, Sendable {
        struct Stage: Encodable, Sendable {
            let name: MetricsReport.Stage.Name
            /// Milliseconds.
            let p50: Double
            let p95: Double
        }

        let source: String
        let mode: String?
        let seconds: Double
        /// Frames with a result.
        let frames: Int
        /// The driver's numbers of the first and the last of them.
        let first: UInt64
        let last: UInt64
        /// Numbers between them without a result.
        let missing: Int
        /// Those of them that the pipeline does not tell the fate of.
        let unaccounted: Int
        /// What the pipeline tells of the others.
        let dropped: Int
        let broken: Int
        let passedOver: Int
        /// From the driver's time stamp to the result, in milliseconds; nil for a file, whose times are its
        /// own.
        let latency: [String: Double]?
        let stages: [Stage]
        /// How many frames the detector looked at; in the others nothing was new, or faces were followed.
        let looks: Int
        /// What the program took while it watched; nil where that was over too soon.
        let processor: Double?
        let memory: Int?
        /// How often the camera was lost.
        let outages: Int

        private var use: String {
            guard let processor, let memory else { return "" }
            return "; \(processor.tenths) % of a processor, \((Double(memory) / 1e6).tenths) MB of memory"
        }

        /// The report as text.
        public var lines: [String] {
            [
                "source    \(source)\(mode.map { "  \($0)" } ?? "")",
                "frames    \(frames) with a result in \(seconds.tenths) s, \((Double(frames) / max(seconds, 0.001)).tenths)/s; numbers \(first) to \(last), \(missing) missing",
                "looked at \(looks) of them\(use)",
                "lost      \(dropped) dropped by the driver, \(broken) broken, \(passedOver) passed over for newer ones\(unaccounted == 0 ? "" : "; \(unaccounted) UNACCOUNTED")\(outages > 0 ? "; \(outages) outages" : "")",
            ]
                + stages.map { stage in
                    "\(stage.name.rawValue.column(10))p50 \(stage.p50.tenths) ms, p95 \(stage.p95.tenths) ms"
                }
                + (latency.map { latency in
                    let words = ["p50", "p95", "longest"].map { "\($0) \(latency[$0, default: 0].tenths) ms" }
                    return [
                        "latency   from the driver's time stamp to the result: \(words.joined(separator: ", "))",
                        "age       of the oldest frame that was taken up: \(latency["oldest", default: 0].tenths) ms",
                    ]
                } ?? [])
        }
    }

    /// What is done once, at the start, is no part of what watching costs: so many seconds are left out.
    private static let settling = 2.0

    private struct State {
        var latencies: [Double] = []
        var first: (sequence: UInt64, at: Instant)?
        /// The numbers of frames with a result, and the losses.
        var seen: Set<UInt64> = []
        var losses: [FrameLoss] = []
        var last: (sequence: UInt64, at: Instant)?
        var outages = 0
        /// The greatest age at which a frame was taken up, in milliseconds.
        var oldest = 0.0
        var failure: CaptureError?
    }

    private let state = Mutex(State())

    /// Prepares a measurement.
    public init() {}

    /// Runs a pipeline.
    ///
    /// - Parameters:
    ///   - configuration: the source, and how it is looked at.
    ///   - analyzer: the models.
    ///   - store: the gallery.
    ///   - seconds: for how long, counted from the start.
    ///   - stop: ends it earlier.
    ///   - onLost: is told why the camera is lost, each time.
    /// - Returns: the report.
    /// - Throws: `CaptureError` where the source fails.
    public func run(
        _ configuration: FacePipeline.Configuration,
        _ analyzer: FaceAnalyzer,
        _ store: GalleryStore,
        seconds: Double,
        stop: StopSignal,
        onLost: @escaping @Sendable (CaptureError) -> Void
    ) throws(CaptureError) -> Report {
        var configuration = configuration
        configuration.onLoss = { [self] loss in state.withLock { $0.losses.append(loss) } }
        var observer = FacePipeline.Observer()
        observer.onFrame = { [self] frame, begun, now in note(frame, begun, at: now) }
        observer.onChange = { [self] change in
            guard case .lost(let error) = change else { return }
            onLost(error)
            state.withLock { $0.outages += 1 }
        }
        observer.onEnd = { [self] error in
            state.withLock { $0.failure = error }
            stop.give()
        }
        let pipeline = FacePipeline(configuration, analyzer: analyzer, store: store, observer: observer)
        pipeline.start()
        stop.wait(min(Self.settling, seconds / 2))
        var meter = ProcessMeter()
        _ = meter.use()
        stop.wait(max(seconds - Self.settling, seconds / 2))
        let use = meter.use()
        pipeline.stop()
        if let error = state.withLock(\.failure) { throw error }
        return report(pipeline, use, isLive: configuration.delivery.kind == .live)
    }

    private func note(_ frame: FrameStamp, _ begun: Instant, at now: Instant) {
        state.withLock { state in
            if state.first == nil { state.first = (frame.sequence, now) }
            state.last = (frame.sequence, now)
            state.seen.insert(frame.sequence)
            state.oldest = max(state.oldest, begun.seconds(since: frame.capturedAt) * 1000)
            state.latencies.append(now.seconds(since: frame.capturedAt) * 1000)
        }
    }

    /// How many numbers between the first and the last result have none, by what is told of them.
    private static func losses(_ state: State) -> (missing: Int, of: [FrameLoss.Reason: Int]) {
        guard let first = state.first?.sequence, let last = state.last?.sequence, last >= first else {
            return (0, [:])
        }
        var fates: [UInt64: FrameLoss.Reason] = [:]
        for loss in state.losses where loss.numbers.overlaps(first...last) {
            for number in loss.numbers.clamped(to: first...last) where !state.seen.contains(number) {
                fates[number] = loss.reason
            }
        }
        let missing = Int(last - first) + 1 - state.seen.count
        return (missing, Dictionary(grouping: fates.values) { $0 }.mapValues(\.count))
    }

    private func report(_ pipeline: FacePipeline, _ use: ProcessUse?, isLive: Bool) -> Report {
        let snapshot = pipeline.snapshot
        let state = state.withLock(\.self)
        let (missing, fates) = Self.losses(state)
        return Report(
            source: snapshot.sourceName,
            mode: snapshot.mode,
            seconds: state.first.flatMap { begin in state.last?.at.seconds(since: begin.at) } ?? 0,
            frames: state.latencies.count,
            first: state.first?.sequence ?? 0,
            last: state.last?.sequence ?? 0,
            missing: missing,
            // After an outage numbers begin anew, and only the losses can be told.
            unaccounted: state.outages == 0 ? missing - fates.values.reduce(0, +) : 0,
            dropped: fates[.dropped, default: 0],
            broken: fates[.broken, default: 0],
            passedOver: fates[.passedOver, default: 0],
            latency: isLive
                ? [
                    "p50": state.latencies.percentile(0.5), "p95": state.latencies.percentile(0.95),
                    "longest": state.latencies.max() ?? 0,
                    "oldest": state.oldest,
                ] : nil,
            stages: snapshot.metrics.stages.filter { $0.name != .total }.map { stage in
                Report.Stage(name: stage.name, p50: stage.p50, p95: stage.p95)
            },
            looks: snapshot.metrics[.detect]?.count ?? 0,
            processor: use?.processor,
            memory: use?.memory,
            outages: state.outages
        )
    }
}
