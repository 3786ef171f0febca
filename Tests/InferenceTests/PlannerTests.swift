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
                activation: relu ? .relu : .none
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

    @Test("a pooling that alone reads a convolution is computed with it, strip by strip", arguments: [1, 2])
    func pooled(threads: Int) throws {
        var random = SeededGenerator(seed: 3)
        // The largest are several strips high.
        for (channels, height, width, outputs, pool) in [
            (3, 9, 8, 5, WindowParameters(kernel: Extent(3), stride: Extent(2), rounding: .ceil)),
            (3, 300, 203, 32, WindowParameters(kernel: Extent(3), stride: Extent(2), padding: Extent(1))),
            (20, 230, 190, 50, WindowParameters(kernel: Extent(2), stride: Extent(3), rounding: .ceil)),
            (5, 160, 200, 40, WindowParameters(kernel: Extent(5), stride: Extent(1), padding: Extent(2))),
            (3, 120, 400, 16, WindowParameters(kernel: Extent(height: 2, width: 3), stride: Extent(2))),
        ] {
            for kind in [Pooling.maximum, .average(divisor: nil), .l2] {
                var graph = Graph(inputShape: Shape(1, channels, height, width))
                let convolved = try graph.append(
                    convolution(channels, outputs, relu: true, &random),
                    named: "a",
                    reading: [0]
                )
                let pooled = try graph.append(.pool(Pool(kind, pool)), named: "b", reading: [convolved])
                graph.addOutput("b", value: pooled)
                let input = random.floats(channels * height * width)
                let options = PlanOptions(workers: Workers(count: threads))
                let joined = try Network(graph, outputs: ["b"], options)
                #expect(joined.timedRuns(1).first?.name == "a + b")
                // Somebody else who reads the convolution keeps it whole.
                graph.addOutput("a", value: convolved)
                let apart = try Network(graph, outputs: ["a", "b"], options)
                #expect(steps(apart) == 2)
                let found = run(joined, input)("b")
                #expect(found == run(apart, input)("b") && found.contains { $0 != 0 })
            }
        }
    }

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
        var centered = [Float](repeating: 0, count: 16 * 64)
        for c in 0..<16 {
            for y in 0..<3 {
                for x in 0..<3 { centered[c * 64 + (y + 2) * 8 + x + 2] = apart("small")[c * 9 + y * 3 + x] }
            }
        }
        #expect(joined("whole") == apart("a") + apart("b") + centered + input)
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
