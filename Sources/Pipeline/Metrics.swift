import FaceTypes
import Synchronization

/// Counts what the stages do.
final class Metrics: Sendable {
    /// What is measured.
    enum Stage: String, CaseIterable {
        /// From the moment a camera took a frame until it is here; reading a file's frame.
        case capture
        /// From a camera's buffer to RGB.
        case decode
        case detect
        case recognize
        /// From the moment a frame was taken to its tracks.
        case total
    }

    private let meters = Mutex([Stage: Meter]())

    /// Notes one piece of work, and how long it took.
    func note(_ stage: Stage, seconds: Double, at time: Instant = .now()) {
        meters.withLock { $0[stage, default: Meter()].note(seconds: seconds, at: time) }
    }

    /// Returns rates and latencies now.
    func report(at time: Instant = .now(), dropped: Int, losses: FrameLosses) -> MetricsReport {
        var report = MetricsReport()
        report.dropped = dropped
        report.losses = losses
        report.stages = meters.withLock { meters in
            Stage.allCases.compactMap { stage in meters[stage]?.report(stage.rawValue, at: time) }
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
    private var first: Instant?

    mutating func note(seconds: Double, at time: Instant) {
        if first == nil { first = time }
        if times.count < Self.capacity {
            times.append(time)
            latencies.append(seconds)
        } else {
            times[next] = time
            latencies[next] = seconds
            next = (next + 1) % Self.capacity
        }
    }

    func report(_ name: String, at time: Instant) -> MetricsReport.Stage {
        let recent = times.count { time.seconds(since: $0) <= Self.span }
        let elapsed = min(Self.span, max(0.5, first.map { time.seconds(since: $0) } ?? Self.span))
        let sorted = latencies.sorted()
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * share)] * 1000
        }
        return MetricsReport.Stage(
            name: name,
            rate: Double(recent) / elapsed,
            p50: percentile(0.5),
            p95: percentile(0.95)
        )
    }
}
