import Capture
public import FaceTypes
import Inference
import Kernels
public import Recognition
import Text
import Vision

/// Every convolution by every algorithm: how long it takes, and by how much it alone changes the network's results.
///
/// What `facetop bench --algorithms` prints.
public struct AlgorithmReport: Encodable, Sendable {
    /// One convolution by one algorithm.
    struct Cell: Encodable, Sendable {
        let algorithm: String
        /// Milliseconds; the median.
        let time: Double
        /// The length of the change over the length of the result; against im2col.
        let change: Double
    }

    /// One step of convolutions.
    struct Row: Encodable, Sendable {
        let network: String
        let layer: String
        let size: String
        let cells: [Cell]
    }

    let rows: [Row]

    /// Measures the detector and the embedder.
    ///
    /// - Parameters:
    ///   - models: the networks.
    ///   - settings: on how many threads.
    ///   - frame: a picture with a face.
    ///   - runs: how often each algorithm runs.
    /// - Throws: `RecognitionError`, or `InferenceError` as `Network` does.
    public init(_ models: ModelSet, _ settings: Settings, _ frame: Frame, runs: Int) throws {
        let analyzer = try models.analyzer(settings.engine, settings)
        let description = models.description
        var rows = try Self.rows(
            "detector",
            SSDDetector.input.folded(into: models.detector.graph),
            output: SSDDetector.rawOutputs[0],
            SSDDetector.input.plain.values(of: analyzer.detector.reduced(frame).pixels),
            models.detector.options(settings.engine),
            runs
        )
        let faces = analyzer.detector.detect(in: frame)
        let crop = faces.first.flatMap { analyzer.recognizer.crop(of: $0, among: faces, in: frame) }
        if let crop {
            rows += try Self.rows(
                "embedder",
                description.input.folded(into: models.embedder.graph),
                output: description.output,
                description.input.plain.values(of: crop.pixels),
                models.embedder.options(settings.engine),
                runs
            )
        }
        self.rows = rows
    }

    private static func rows(
        _ name: String,
        _ graph: Graph,
        output: String,
        _ sample: [Float],
        _ options: PlanOptions,
        _ runs: Int
    ) throws(InferenceError) -> [Row] {
        var exact = options
        exact.precision = .fp32
        exact.method = .im2col
        exact.joinsSteps = false
        let reference = try Network(graph, outputs: [output], exact)
        let expected = reference.values(of: [output], on: sample)[0]
        let tuning = try Tuner.tune(graph, outputs: [output], exact, runs: runs)
        var rows: [Row] = []
        for step in reference.convolutions {
            let times = tuning.times[step.size.name] ?? [:]
            var cells: [Cell] = []
            for algorithm in Algorithm.all {
                guard let time = times[algorithm.name] else { continue }
                var forced = exact
                forced.method = .auto
                for other in reference.convolutions {
                    for layer in other.names { forced.forced[layer] = .im2col }
                }
                for layer in step.names { forced.forced[layer] = algorithm }
                let found = try Network(graph, outputs: [output], forced).values(of: [output], on: sample)[0]
                cells.append(
                    Cell(algorithm: algorithm.name, time: time, change: found.change(from: expected))
                )
            }
            rows.append(
                Row(
                    network: name,
                    layer: step.names.joined(separator: " + "),
                    size: step.size.name,
                    cells: cells
                )
            )
        }
        return rows
    }

    /// The figures for people: the algorithms of each layer, the fastest first.
    public var lines: [String] {
        var lines = [
            "milliseconds, and the change of the network's result in percent where that layer alone is computed so; im2col is OpenBLAS"
        ]
        for row in rows {
            lines.append("\(row.network)  \(row.layer)  \(row.size)")
            for cell in row.cells.sorted(by: { $0.time < $1.time }) {
                lines.append(
                    "  \(cell.algorithm.padded(to: 20)) \(cell.time.short.padded(to: 8)) \(Self.percent(cell.change))"
                )
            }
        }
        let totals = Dictionary(grouping: rows, by: \.network)
        for (network, rows) in totals.sorted(by: { $0.key < $1.key }) {
            func total(_ pick: ([Cell]) -> Double?) -> String {
                rows.compactMap { pick($0.cells) }.reduce(0, +).short
            }
            func time(_ name: String) -> ([Cell]) -> Double? {
                { cells in cells.first { $0.algorithm == name }?.time }
            }
            lines.append(
                "\(network), all convolutions: im2col \(total(time("im2col-fp32"))) ms, direct \(total(time("direct-fp32"))), "
                    + "the fastest in fp32 \(total { $0.filter { $0.algorithm.hasSuffix("fp32") }.map(\.time).min() }), "
                    + "the fastest of all \(total { $0.map(\.time).min() })"
            )
        }
        return lines
    }

    private static func percent(_ share: Double) -> String {
        share < 1e-6 ? "0" : (share * 100).rounded(decimals: 4).description
    }
}
