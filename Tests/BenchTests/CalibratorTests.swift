import Inference
import Kernels
import TestSupport
import Testing

@testable import Bench

@Suite("what a network bears is measured")
struct CalibratorTests {
    private func output(_ graph: Graph, _ options: PlanOptions, _ sample: [Float]) throws -> [Float] {
        try Network(graph, outputs: ["y"], options).run { span in
            for i in sample.indices { span[i] = sample[i] }
        } reading: {
            $0.values(of: "y")
        }
    }

    @Test("calibrated precisions stay near fp32", arguments: [1, 2], KernelSet.InstructionSet.available)
    func calibrated(threads: Int, set: KernelSet.InstructionSet) throws {
        let graph = try smallNetwork(seed: 1)
        var random = SeededGenerator(seed: 2)
        let samples = (0..<3).map { _ in random.floats(3 * 40 * 40) }
        var changes: [String: Float] = [:]
        let calibration = try Calibrator(graph, outputs: ["y"], samples: samples, workers: Workers(count: 1))
            .calibrate(tolerance: 0.02) { layer, algorithm, change in
                changes["\(layer) \(algorithm)"] = change
            }
        #expect(Set(calibration.layers.keys) == ["a", "b", "c"])
        // The others have the direct algorithms, of bfloat16, of halves, of 16-bit integers, and of bytes in all ways
        // that there are here; a 3x3 layer has Winograd's, too, in two sizes, and of bytes in the smaller one.
        let byteSums = Set(KernelSet.InstructionSet.available.flatMap { KernelSet($0).byteSums })
        #expect(changes.count == 3 * (3 + byteSums.count) + 7)
        #expect(changes.values.allSatisfy { $0 > 0 && $0 < 0.1 })
        #expect(calibration.layers["b"]?.allowed.contains("direct-bf16") == true)
        let workers = Workers(count: threads)
        let other = random.floats(3 * 40 * 40)
        let exact = try output(graph, PlanOptions(workers: workers), other)
        let length = exact.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for precision in [Precision.bf16, .int8, .auto] {
            let options = PlanOptions(
                workers: workers,
                kernels: KernelSet(set),
                precision: precision,
                calibration: calibration
            )
            let found = try output(graph, options, other)
            let change = zip(found, exact).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                .squareRoot()
            #expect(change / length < 0.04, "\(precision)")
        }
    }
}
