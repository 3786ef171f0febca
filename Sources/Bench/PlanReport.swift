import FaceTypes
import Inference
import Kernels
import Text

/// How each layer of the networks is computed, and how fast: what `facetop bench --plan` prints.
public struct PlanReport: Sendable {
    let layers: [BenchReport.Layer]
    /// Multiply-adds a second that one thread reaches at best.
    let peaks: [String: Double]

    /// Times every layer.
    ///
    /// - Parameters:
    ///   - subjects: the networks.
    ///   - runs: how often each runs.
    public init(_ subjects: [BenchSubject], runs: Int) {
        let kernels = KernelSet.current
        let peaks = Dictionary(
            uniqueKeysWithValues: Number.allCases.map { ($0.rawValue, kernels.peakRate(of: $0)) }
        )
        self.peaks = peaks
        layers = subjects.flatMap { subject in
            subject.networks.flatMap { name, network in
                network.timedRuns(runs).map { Self.layer(name, subject, $0, peaks) }
            }
        }
    }

    private static func layer(
        _ network: String,
        _ subject: BenchSubject,
        _ timing: Network.LayerTiming,
        _ peaks: [String: Double]
    ) -> BenchReport.Layer {
        let median = timing.milliseconds.percentile(0.5)
        let share = timing.number.map { number in
            Double(timing.multiplyAdds) * 1e3 / median / (peaks[number.rawValue] ?? 1)
                / Double(subject.threads)
        }
        return BenchReport.Layer(
            network: network,
            threads: subject.threads,
            precision: subject.precision.rawValue,
            layer: timing.name,
            operation: timing.operation,
            algorithm: timing.algorithm,
            input: timing.inputShape.extents,
            output: timing.outputShape.extents,
            median: median,
            p95: timing.milliseconds.percentile(0.95),
            multiplyAdds: timing.multiplyAdds,
            shareOfPeak: share
        )
    }

    /// Its lines for people, a table for each network.
    public var lines: [String] {
        let rates = peaks.sorted { $0.value < $1.value }.map { "\($0.key) \(($0.value * 2e-9).short)" }
        var lines = ["peak of one thread in GFLOP/s: \(rates.joined(separator: ", "))"]
        var title = ""
        var total = 0.0
        for layer in layers {
            let own = "\(layer.network) \(layer.precision), threads \(layer.threads)"
            if own != title {
                title = own
                total = layers.filter { "\($0.network) \($0.precision), threads \($0.threads)" == own }
                    .reduce(0) { $0 + $1.median }
                lines += [own, Self.heading]
            }
            lines.append(Self.line(layer, total))
        }
        return lines
    }

    private static let heading =
        "  \("layer".padded(to: 44)) \("operation".padded(to: 16)) \("input".padded(to: 18)) \("output".padded(to: 18)) "
        + "\("algorithm".padded(to: 15)) \("ms".padded(to: 7)) \("p95".padded(to: 7)) \("GFLOP/s".padded(to: 8)) peak  time"

    private static func line(_ layer: BenchReport.Layer, _ total: Double) -> String {
        let rate = layer.multiplyAdds > 0 ? (Double(layer.multiplyAdds) * 2e-6 / layer.median).short : "-"
        return "  \(layer.layer.padded(to: 44)) \(layer.operation.padded(to: 16)) "
            + "\("\(layer.input)".padded(to: 18)) \("\(layer.output)".padded(to: 18)) "
            + "\(layer.algorithm.padded(to: 15)) \(layer.median.short.padded(to: 7)) \(layer.p95.short.padded(to: 7)) "
            + "\(rate.padded(to: 8)) \((layer.shareOfPeak?.percent ?? "-").padded(to: 5)) \((layer.median / total).percent)"
    }
}
