import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("plans compute the same in fewer steps")
struct PlannerTests {
    private static let square = WindowParameters(kernel: Extent(3), padding: Extent(1))

    private func convolution(
        _ inputs: Int,
        _ outputs: Int,
        relu: Bool = false,
        _ random: inout SeededGenerator
    )
        -> Operation
    {
        .convolution(
            Convolution(
                Self.square,
                outputs: outputs,
                weights: random.floats(outputs * inputs * 9),
                bias: random.floats(outputs),
                relu: relu
            )
        )
    }

    /// Runs a graph on an input in the order of its shape, `[channels][height][width]`.
    private func run(_ network: Network, _ input: [Float]) -> (String) -> [Float] {
        let shape = network.inputShape
        var values: [String: [Float]] = [:]
        network.run { span in
            for i in 0..<span.count { span[i] = input[i % shape.channels * shape.plane + i / shape.channels] }
        } reading: { outputs in
            for name in outputs.names { values[name] = outputs.values(of: name) }
        }
        return { values[$0] ?? [] }
    }

    /// How many steps there are, without those that put an output into its shape's order.
    private func steps(_ network: Network) -> Int { network.timedRuns(1).count { $0.operation != "layout" } }

    @Test("convolutions of one window over one value are one step", arguments: [1, 2])
    func siblings(threads: Int) throws {
        var random = SeededGenerator(seed: 1)
        let first = convolution(16, 24, &random)
        let second = convolution(16, 5, relu: true, &random)
        let input = random.floats(16 * 12 * 12)
        let options = PlanOptions(workers: Workers(count: threads))
        var both = Graph(inputShape: Shape(1, 16, 12, 12))
        both.addOutput("a", value: try both.append(first, named: "a", reading: [0]))
        both.addOutput("b", value: try both.append(second, named: "b", reading: [0]))
        let merged = try Network(both, outputs: ["a", "b"], options)
        #expect(merged.convolutions.map(\.names) == [["a", "b"]])
        let found = run(merged, input)
        for (name, operation) in [("a", first), ("b", second)] {
            var alone = Graph(inputShape: Shape(1, 16, 12, 12))
            alone.addOutput(name, value: try alone.append(operation, named: name, reading: [0]))
            let expected = run(try Network(alone, outputs: [name], options), input)(name)
            #expect(largestDifference(found(name), expected) < 1e-4)
        }
    }

    @Test("a sum is added by the later convolution, and its ReLU, too")
    func residual() throws {
        var random = SeededGenerator(seed: 2)
        let input = random.floats(16 * 9 * 9)
        var graph = Graph(inputShape: Shape(1, 16, 9, 9))
        let a = try graph.append(convolution(16, 20, &random), named: "a", reading: [0])
        let b = try graph.append(convolution(20, 20, &random), named: "b", reading: [a])
        let sum = try graph.append(
            .eltwise(Eltwise(.sum(coefficients: [1, 1]))),
            named: "sum",
            reading: [a, b]
        )
        graph.addOutput("y", value: try graph.append(.relu, named: "relu", reading: [sum]))
        graph.addOutput("a", value: a)
        graph.addOutput("b", value: b)
        let options = PlanOptions(workers: Workers(count: 1))
        let fused = try Network(graph, outputs: ["y"], options)
        #expect(steps(fused) == 2)
        // With both parts wanted, the sum is a step of its own.
        let apart = try Network(graph, outputs: ["y", "a", "b"], options)
        let parts = run(apart, input)
        #expect(steps(apart) > 2)
        let expected = zip(parts("a"), parts("b")).map { max(0, $0 + $1) }
        #expect(largestDifference(run(fused, input)("y"), expected) < 1e-4)
        #expect(largestDifference(parts("y"), expected) == 0)
    }

    @Test("what is concatenated is written in its place", arguments: [1, 2])
    func concatenation(threads: Int) throws {
        var random = SeededGenerator(seed: 3)
        let input = random.floats(16 * 8 * 8)
        var graph = Graph(inputShape: Shape(1, 16, 8, 8))
        let a = try graph.append(convolution(16, 7, &random), named: "a", reading: [0])
        let b = try graph.append(.pool(Pool(.maximum, Self.square)), named: "b", reading: [0])
        let small = try graph.append(
            .pool(Pool(.maximum, WindowParameters(kernel: Extent(3), stride: Extent(2)))),
            named: "small",
            reading: [0]
        )
        let whole = try graph.append(.depthConcat, named: "whole", reading: [a, b, small, 0])
        graph.addOutput(
            "y",
            value: try graph.append(convolution(55, 9, &random), named: "y", reading: [whole])
        )
        graph.addOutput("whole", value: whole)
        for (name, value) in [("a", a), ("b", b), ("small", small)] { graph.addOutput(name, value: value) }
        let options = PlanOptions(workers: Workers(count: threads))
        let joined = run(try Network(graph, outputs: ["y", "whole"], options), input)
        let apart = run(try Network(graph, outputs: ["y", "a", "b", "small"], options), input)
        #expect(joined("y") == apart("y"))
        // 3 x 3 in the middle of 8 x 8.
        var centred = [Float](repeating: 0, count: 16 * 64)
        for c in 0..<16 {
            for y in 0..<3 {
                for x in 0..<3 { centred[c * 64 + (y + 2) * 8 + x + 2] = apart("small")[c * 9 + y * 3 + x] }
            }
        }
        #expect(joined("whole") == apart("a") + apart("b") + centred + input)
    }

    @Test(
        "a scale before a padded convolution is part of it, border and all",
        arguments: [1, 3, 16],
        [3, 7]
    )
    func scaledInput(channels: Int, kernel: Int) throws {
        var random = SeededGenerator(seed: 4)
        let shape = Shape(1, channels, 11, 13)
        let window = WindowParameters(
            kernel: Extent(kernel),
            stride: Extent(2),
            padding: Extent(kernel / 2)
        )
        var graph = Graph(inputShape: shape)
        let operation = Convolution(
            window,
            outputs: 20,
            weights: random.floats(20 * channels * kernel * kernel),
            bias: []
        )
        graph.addOutput("y", value: try graph.append(.convolution(operation), named: "conv", reading: [0]))
        let scale = (0..<channels).map { 0.5 + Float($0) * 0.1 }
        let shift = (0..<channels).map { 3 - Float($0) }
        let input = random.floats(shape.count)
        let scaled = input.enumerated().map { i, x in x * scale[i / shape.plane] + shift[i / shape.plane] }
        let options = PlanOptions(workers: Workers(count: 1))
        let expected = run(try Network(graph, outputs: ["y"], options), scaled)("y")
        let folded = try Network(graph.scalingInput(by: scale, shift: shift), outputs: ["y"], options)
        #expect(steps(folded) == 1)
        let largest = expected.reduce(0) { max($0, abs($1)) }
        #expect(largestDifference(run(folded, input)("y"), expected) < 1e-5 * largest)
        #expect(throws: InferenceError.self) { try graph.scalingInput(by: [1], shift: [0, 0, 0, 0]) }
    }

    @Test("a value is changed to the other order where a layer needs that")
    func layouts() throws {
        var random = SeededGenerator(seed: 5)
        let shape = Shape(1, 4, 6, 6)
        var graph = Graph(inputShape: shape)
        // Permuted to planar and read by a convolution again.
        let permuted = try graph.append(.permute(Permute(order: [0, 1, 3, 2])), named: "turn", reading: [0])
        let operation = convolution(4, 3, &random)
        graph.addOutput("y", value: try graph.append(operation, named: "conv", reading: [permuted]))
        var straight = Graph(inputShape: shape)
        straight.addOutput("y", value: try straight.append(operation, named: "conv", reading: [0]))
        let input = random.floats(shape.count)
        let turned = input.indices.map { i in input[i / 36 * 36 + i % 6 * 6 + i % 36 / 6] }
        let options = PlanOptions(workers: Workers(count: 1))
        let found = run(try Network(graph, outputs: ["y"], options), input)("y")
        #expect(found == run(try Network(straight, outputs: ["y"], options), turned)("y"))
    }
}

@Suite("algorithms are chosen by what is allowed and what is fast")
struct PrecisionTests {
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
