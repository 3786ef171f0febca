import Capture
import FaceTypes
import Synchronization

/// Counts what the stages do.
final class Metrics: Sendable {
    /// What is measured.
    typealias Stage = MetricsReport.Stage.Name

    private let meters = Mutex([Stage: Meter]())

    private let clock: Clock

    init(clock: Clock = .system) { self.clock = clock }

    /// Notes one piece of work, and how long it took.
    func note(_ stage: Stage, seconds: Double, at time: Instant? = nil) {
        let time = time ?? clock.now
        meters.withLock { $0[stage, default: Meter()].note(seconds: seconds, at: time) }
    }

    /// Does one piece of work, and notes how long it took.
    func measure<Value>(_ stage: Stage, _ work: () -> Value) -> Value {
        let start = clock.now
        defer { note(stage, seconds: clock.now.seconds(since: start)) }
        return work()
    }

    /// Decodes a frame, and notes how long that took where it had to be done; nil where the frame is broken.
    func decode(_ pending: PendingFrame) -> Frame? {
        guard case .buffered = pending else { return pending.decoded() }
        return measure(.decode) { pending.decoded() }
    }

    /// Returns rates and latencies now.
    func report(at time: Instant? = nil, replaced: Int, losses: FrameLosses) -> MetricsReport {
        let time = time ?? clock.now
        var report = MetricsReport()
        report.replaced = replaced
        report.losses = losses
        report.stages = meters.withLock { meters in
            Stage.allCases.compactMap { stage in meters[stage]?.report(stage, at: time) }
        }
        return report
    }
}

/// The last pieces of work of one stage.
private struct Meter {
    /// How many are remembered.
    private static let capacity = 256
    /// Over how many seconds the rate is taken.
    private static let span = 3.0

    private var times: [Instant] = []
    private var latencies: [Double] = []
    private var next = 0
    private var count = 0
    private var first: Instant?

    mutating func note(seconds: Double, at time: Instant) {
        if first == nil { first = time }
        count += 1
        if times.count < Self.capacity {
            times.append(time)
            latencies.append(seconds)
        } else {
            times[next] = time
            latencies[next] = seconds
            next = (next + 1) % Self.capacity
        }
    }

    func report(_ stage: MetricsReport.Stage.Name, at time: Instant) -> MetricsReport.Stage {
        let recent = times.count { time.seconds(since: $0) <= Self.span }
        let elapsed = min(Self.span, max(0.5, first.map { time.seconds(since: $0) } ?? Self.span))
        return MetricsReport.Stage(
            name: stage,
            count: count,
            rate: Double(recent) / elapsed,
            p50: latencies.percentile(0.5) * 1000,
            p95: latencies.percentile(0.95) * 1000
        )
    }
}
