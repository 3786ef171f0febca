import Inference
import Kernels

/// How each layer of a network is computed, and how fast: what `facetop bench --plan` prints.
struct PlanReport {
    private let peaks: [Number: Double]

    init() {
        let kernels = KernelSet.current
        peaks = Dictionary(uniqueKeysWithValues: Number.allCases.map { ($0, kernels.peakRate(of: $0)) })
    }

    /// The lines of one network.
    func lines(_ name: String, threads: Int, _ layers: [Network.LayerTiming]) -> [String] {
        let total = layers.reduce(0) { $0 + $1.milliseconds.percentile(0.5) }
        let peaks = Number.allCases.map { "\($0.rawValue) \(((self.peaks[$0] ?? 0) * 2e-9).short)" }
        return [
            "\(name), threads \(threads); peak of one thread in GFLOP/s: \(peaks.joined(separator: ", "))"
        ]
            + [
                "  \("layer".padded(44)) \("operation".padded(16)) \("input".padded(18)) \("output".padded(18)) "
                    + "\("algorithm".padded(15)) \("ms".padded(7)) \("p95".padded(7)) \("GFLOP/s".padded(8)) peak  time"
            ]
            + layers.map { layer in
                let median = layer.milliseconds.percentile(0.5)
                let rate = Double(layer.multiplyAdds) * 2e-6 / median
                let share = layer.number.map { rate / ((self.peaks[$0] ?? 1) * 2e-9 * Double(threads)) }
                return "  \(layer.name.padded(44)) \(layer.operation.padded(16)) "
                    + "\("\(layer.inputShape)".padded(18)) \("\(layer.outputShape)".padded(18)) "
                    + "\(layer.algorithm.padded(15)) \(median.short.padded(7)) "
                    + "\(layer.milliseconds.percentile(0.95).short.padded(7)) "
                    + "\((layer.multiplyAdds > 0 ? rate.short : "-").padded(8)) "
                    + "\((share.map(Self.percent) ?? "-").padded(5)) \(Self.percent(median / total))"
            }
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
