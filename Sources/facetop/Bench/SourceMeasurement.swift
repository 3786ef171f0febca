import Capture
import Dispatch
import FaceTypes
import Foundation
import Gallery
import Pipeline
import PrintableText
import Synchronization

/// The whole pipeline on a camera or another source for some seconds: rates, latencies, and what was lost.
final class SourceMeasurement: Sendable {
    /// What came of it.
    struct Report: Encodable {
        struct Stage: Encodable {
            let name: String
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
        /// How often the camera was lost.
        let outages: Int

        /// The report as text.
        var lines: [String] {
            [
                "source    \(source)\(mode.map { "  \($0)" } ?? "")",
                "frames    \(frames) with a result in \(seconds.tenths) s, \((Double(frames) / max(seconds, 0.001)).tenths)/s; numbers \(first) to \(last), \(missing) missing",
                "lost      \(dropped) dropped by the driver, \(broken) broken, \(passedOver) passed over for newer ones\(unaccounted == 0 ? "" : "; \(unaccounted) UNACCOUNTED")\(outages > 0 ? "; \(outages) outages" : "")",
            ]
                + stages.map { stage in
                    let name = stage.name + String(repeating: " ", count: max(1, 10 - stage.name.count))
                    return "\(name)p50 \(stage.p50.tenths) ms, p95 \(stage.p95.tenths) ms"
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
    }

    private let state = Mutex(State())

    /// Runs a pipeline.
    ///
    /// - Parameters:
    ///   - configuration: the source, and how it is looked at.
    ///   - analyzer: the models.
    ///   - store: the gallery.
    ///   - seconds: for how long, counted from the start.
    /// - Returns: the report.
    /// - Throws: `CaptureError` where the source fails.
    func run(
        _ configuration: FacePipeline.Configuration,
        _ analyzer: FaceAnalyzer,
        _ store: GalleryStore,
        seconds: Double
    ) throws -> Report {
        let done = DispatchSemaphore(value: 0)
        let failure = MessageBox<CaptureError>()
        var configuration = configuration
        configuration.onLoss = { [self] loss in state.withLock { $0.losses.append(loss) } }
        let pipeline = FacePipeline(configuration, analyzer: analyzer, store: store)
        let signals = SignalWatch(onHangUp: nil)
        pipeline.start { _ in
        } onFrame: { [self] frame, begun, now in
            note(frame, begun, at: now)
        } onChange: { [self] change in
            guard case .lost(let error) = change else { return }
            Console.warn("\(error); trying again until it is back")
            state.withLock { $0.outages += 1 }
        } onEnd: { error in
            if let error { failure.put(error) }
            done.signal()
        }
        let end = Instant.now().advanced(by: seconds)
        while Instant.now() < end, signals.received == nil, done.wait(timeout: .now() + 0.05) == .timedOut {}
        pipeline.stop()
        if let error = failure.take() { throw error }
        return report(pipeline, isLive: configuration.kind == .live)
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

    private func report(_ pipeline: FacePipeline, isLive: Bool) -> Report {
        let snapshot = pipeline.snapshot
        let state = state.withLock(\.self)
        let sorted = state.latencies.sorted()
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * share)]
        }
        let (missing, fates) = Self.losses(state)
        return Report(
            source: snapshot.sourceName,
            mode: snapshot.mode,
            seconds: state.first.flatMap { begin in state.last?.at.seconds(since: begin.at) } ?? 0,
            frames: sorted.count,
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
                    "p50": percentile(0.5), "p95": percentile(0.95), "longest": sorted.last ?? 0,
                    "oldest": state.oldest,
                ] : nil,
            stages: snapshot.metrics.stages.filter { $0.name != "total" }.map { stage in
                Report.Stage(name: stage.name, p50: stage.p50, p95: stage.p95)
            },
            outages: state.outages
        )
    }
}
