import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("algorithms are chosen by what is allowed and what is fast")
struct PlanOptionsTests {
    private func network(_ seed: UInt64) throws -> Graph {
        var random = SeededGenerator(seed: seed)
        var graph = Graph(inputShape: Shape(1, 3, 40, 40))
        let stem = WindowParameters(kernel: Extent(5), stride: Extent(2), padding: Extent(2))
        let square = WindowParameters(kernel: Extent(3), padding: Extent(1))
        func convolution(_ window: WindowParameters, _ inputs: Int, _ outputs: Int) -> Operation {
            let taps = window.kernel.height * window.kernel.width
            let size = (3 / Float(inputs * taps)).squareRoot()
            return .convolution(
                Convolution(
                    window,
                    outputs: outputs,
                    weights: random.floats(outputs * inputs * taps).map { $0 * size },
                    bias: random.floats(outputs),
                    relu: true
                )
            )
        }
        let a = try graph.append(convolution(stem, 3, 16), named: "a", reading: [0])
        let b = try graph.append(convolution(square, 16, 40), named: "b", reading: [a])
        let c = try graph.append(
            convolution(WindowParameters(kernel: Extent(1)), 40, 17),
            named: "c",
            reading: [b]
        )
        graph.addOutput("y", value: c)
        return graph
    }

    private func output(_ graph: Graph, _ options: PlanOptions, _ sample: [Float]) throws -> [Float] {
        try Network(graph, outputs: ["y"], options).run { span in
            for i in sample.indices { span[i] = sample[i] }
        } reading: {
            $0.values(of: "y")
        }
    }

    @Test("calibrated precisions stay near fp32", arguments: [1, 2], KernelSet.InstructionSet.available)
    func calibrated(threads: Int, set: KernelSet.InstructionSet) throws {
        let graph = try network(1)
        var random = SeededGenerator(seed: 2)
        let samples = (0..<3).map { _ in random.floats(3 * 40 * 40) }
        var changes: [String: Float] = [:]
        let calibration = try Calibrator(graph, outputs: ["y"], samples: samples, workers: Workers(count: 1))
            .calibrate(tolerance: 0.02) { layer, algorithm, change in
                changes["\(layer) \(algorithm)"] = change
            }
        #expect(Set(calibration.layers.keys) == ["a", "b", "c"])
        // A 3x3 layer has all algorithms, the others the direct ones.
        #expect(changes.count == 2 + 4 + 2)
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

    @Test("int8 and auto without a calibration are fp32")
    func uncalibrated() throws {
        let graph = try network(3)
        for precision in [Precision.int8, .auto] {
            let network = try Network(
                graph,
                outputs: ["y"],
                PlanOptions(workers: Workers(count: 1), precision: precision)
            )
            #expect(network.convolutions.allSatisfy { $0.algorithm.number == .float32 })
        }
    }

    @Test("measured times decide where every candidate has one")
    func tuned() throws {
        let graph = try network(4)
        let options = PlanOptions(workers: Workers(count: 1))
        let size = try #require(
            try Network(graph, outputs: ["y"], options).convolutions.first { $0.names == ["b"] }
        ).size
        func algorithm(_ times: [String: Double]) throws -> String {
            var options = options
            options.tuning = Tuning(times: [size.name: times])
            let network = try Network(graph, outputs: ["y"], options)
            return try #require(network.convolutions.first { $0.names == ["b"] }).algorithm.name
        }
        let all = ["direct-fp32": 3.0, "winograd2-fp32": 1, "winograd4-fp32": 2]
        #expect(try algorithm(all) == "winograd2-fp32")
        #expect(try algorithm(all.merging(["direct-fp32": 0.5]) { $1 }) == "direct-fp32")
        #expect(try algorithm(["direct-fp32": 0.001]) == (try algorithm([:])))
    }

    @Test("tuning has a time for every algorithm of every size")
    func tuning() throws {
        let graph = try network(5)
        let tuning = try Tuner.tune(graph, outputs: ["y"], PlanOptions(workers: Workers(count: 1)), runs: 2)
        #expect(tuning.times.count == 3)
        #expect(Set(tuning.times.values.map(\.count)) == [3, 7])
        #expect(tuning.times.values.allSatisfy { $0.values.allSatisfy { $0 > 0 } })
    }
}
