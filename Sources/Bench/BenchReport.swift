import FaceTypes
import Inference
import Kernels
import Text

/// What a benchmark measured, as `--json` prints it and `--compare` reads it.
public struct BenchReport: Codable, Sendable {
    /// One thing on one number of threads.
    struct Row: Codable, Sendable {
        let name: String
        let threads: Int
        let precision: String
        /// Milliseconds.
        let median: Double
        let p95: Double
        /// Multiply-adds of a run; none for the pipeline.
        let multiplyAdds: Int?
        /// How many times as fast as the same on the first number of threads, the median over rounds.
        let speedUp: Double?

        /// What tells it from the other rows.
        var key: String { "\(name) \(threads) \(precision)" }
    }

    /// One layer of a network.
    struct Layer: Codable, Sendable {
        let network: String
        let threads: Int
        let precision: String
        let layer: String
        let operation: String
        /// Empty for what is no convolution.
        let algorithm: String
        let input: [Int]
        let output: [Int]
        /// Milliseconds.
        let median: Double
        let p95: Double
        let multiplyAdds: Int
        /// What of the time of a thread's peak, as `peaks` has it, is used; none for what is no convolution.
        let shareOfPeak: Double?
    }

    /// The instruction set.
    let kernels: String
    let rows: [Row]
    /// Each layer, where that was asked for.
    let layers: [Layer]?
    /// Multiply-adds a second that one thread reaches at best, by number; with the layers.
    let peaks: [String: Double]?

    /// Sums up what was measured.
    ///
    /// - Parameters:
    ///   - subjects: what was measured.
    ///   - plan: each layer, where that was asked for.
    public init(_ subjects: [BenchSubject], plan: PlanReport? = nil) {
        (layers, peaks) = (plan?.layers, plan?.peaks)
        kernels = KernelSet.current.instructionSet.name
        rows = subjects.flatMap { subject in
            let reference = subjects.first { $0.precision == subject.precision } ?? subject
            return [
                Self.row("detector", subject, reference, \.detector, subject.multiplyAdds.detector),
                Self.row("landmarks", subject, reference, \.landmarks, subject.multiplyAdds.landmarks),
                Self.row("embedder", subject, reference, \.embedder, subject.multiplyAdds.embedder),
                Self.row("pipeline", subject, reference, \.pipeline, nil),
            ]
        }
    }

    private static func row(
        _ name: String,
        _ subject: BenchSubject,
        _ reference: BenchSubject,
        _ times: KeyPath<BenchSubject, [[Double]]>,
        _ multiplyAdds: Int?
    ) -> Row {
        let own = subject[keyPath: times]
        let all = own.flatMap(\.self)
        let ratios = zip(reference[keyPath: times], own).map { $0.percentile(0.5) / $1.percentile(0.5) }
        return Row(
            name: name,
            threads: subject.threads,
            precision: subject.precision.rawValue,
            median: all.percentile(0.5),
            p95: all.percentile(0.95),
            multiplyAdds: multiplyAdds,
            speedUp: reference === subject ? nil : ratios.percentile(0.5)
        )
    }

    /// Milliseconds of each network, as `detector 7.1`, for scripts that compare programs.
    ///
    /// - Parameter others: further subjects, by what their embedder is to be called.
    /// - Returns: a line each.
    public func peerLines(_ others: [(name: String, subject: BenchSubject)]) -> [String] {
        rows.filter { $0.multiplyAdds != nil }.map { "\($0.name) \($0.median)" }
            + others.map { "\($0.name) \($0.subject.embedder.flatMap(\.self).percentile(0.5))" }
    }

    /// Its rows as lines for people.
    public var lines: [String] {
        ["kernels \(kernels)"]
            + rows.map { row in
                var line =
                    "\(row.name)  \(row.precision)  threads \(row.threads)  median \(row.median.short) ms  p95 \(row.p95.short) ms"
                if let work = row.multiplyAdds {
                    line += "  \((Double(work) * 2e-6 / row.median).short) GFLOP/s"
                }
                if let speedUp = row.speedUp {
                    let reference = rows.first { $0.name == row.name && $0.precision == row.precision }
                    line += "  \(speedUp.short) times as fast as on \(reference?.threads ?? 1)"
                }
                return line
            }
    }

    /// The ratios to another report, row by row.
    public func lines(comparedWith base: BenchReport) -> [String] {
        rows.map { row in
            guard let old = base.rows.first(where: { $0.key == row.key }) else {
                return "\(row.name)  \(row.precision)  threads \(row.threads)  not in the other report"
            }
            return
                "\(row.name)  \(row.precision)  threads \(row.threads)  \(old.median.short) -> \(row.median.short) ms"
                + "  ratio \((row.median / old.median).short)"
        }
    }
}
