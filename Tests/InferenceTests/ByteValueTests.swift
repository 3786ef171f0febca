import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("values that only readers of bytes read are written as bytes")
struct ByteValueTests {
    private typealias Step = (name: String, outputs: Int, kernel: Int, groups: Int, reads: String)

    /// Layers in the order of the graph, by the names of what they read; "" for the input.
    private static let chain: [Step] = [
        ("a", 96, 3, 1, ""), ("b", 96, 3, 96, "a"), ("c", 40, 1, 1, "b"), ("d", 24, 3, 1, "c"),
    ]

    private func graph(_ steps: [Step], outputs: [String], _ random: inout SeededGenerator) throws -> Graph {
        var graph = Graph(inputShape: Shape(1, 32, 11, 13))
        var values = ["": (value: 0, channels: 32)]
        for step in steps {
            let read = try #require(values[step.reads])
            let count = step.outputs * read.channels / step.groups * step.kernel * step.kernel
            let convolution = Convolution(
                WindowParameters(kernel: Extent(step.kernel), padding: Extent(step.kernel / 2)),
                outputs: step.outputs,
                weights: random.floats(count).map { $0 / 8 },
                bias: random.floats(step.outputs),
                groups: step.groups,
                activation: Activation(slopes: [0.25])
            )
            let value = try graph.append(.convolution(convolution), named: step.name, reading: [read.value])
            values[step.name] = (value, step.outputs)
        }
        for name in outputs { graph.addOutput(name, value: try #require(values[name]).value) }
        return graph
    }

    /// The steps whose input is bytes, and the outputs' values.
    private func run(
        _ graph: Graph,
        _ outputs: [String],
        _ algorithms: [String: Algorithm],
        _ kernels: KernelSet,
        threads: Int,
        joins: Bool
    ) throws -> (inBytes: [String], values: [[Float]]) {
        var options = PlanOptions(workers: Workers(count: threads), kernels: kernels)
        (options.forced, options.joinsSteps) = (algorithms, joins)
        var planner = Planner(Optimizer.optimized(graph), options)
        let plan = try planner.plan()
        let network = try Network(graph, outputs: outputs, options)
        var random = SeededGenerator(seed: 93)
        let input = random.floats(graph.inputShape.count)
        let values = network.run { span in
            for i in 0..<span.count { span[i] = input[i] }
        } reading: { result in
            outputs.map { result.values(of: $0) }
        }
        return (plan.steps.filter { $0.input.bytes != nil }.map(\.description.name), values)
    }

    private static let first: [Algorithm] = [
        .direct(.float32), .direct(.int16), .winograd(tile: 2, .float32), .winograd(tile: 4, .bfloat16),
    ]

    @Test("and come to the same", arguments: KernelSet.InstructionSet.available, [1, 2])
    func same(set: KernelSet.InstructionSet, threads: Int) throws {
        let kernels = KernelSet(set)
        let bytes = Algorithm.direct(.uint8, sums: kernels.byteSums[0])
        var random = SeededGenerator(seed: 92)
        let graph = try graph(Self.chain, outputs: ["d"], &random)
        for algorithm in Self.first + [bytes] {
            let algorithms = ["a": algorithm, "b": .depthwise(.uint8), "c": bytes, "d": bytes]
            let joined = try run(graph, ["d"], algorithms, kernels, threads: threads, joins: true)
            let apart = try run(graph, ["d"], algorithms, kernels, threads: threads, joins: false)
            #expect(joined.inBytes == ["b", "c", "d"] && apart.inBytes == [])
            #expect(joined.values == apart.values, "\(algorithm)")
        }
    }

    @Test("not where somebody reads floats, or it is an output")
    func floats() throws {
        let kernels = KernelSet(.best)
        let bytes = Algorithm.direct(.uint8, sums: kernels.byteSums[0])
        let all = [
            "a": Algorithm.direct(.float32), "b": .depthwise(.uint8), "c": bytes, "d": bytes, "e": bytes,
        ]
        let more = Self.chain + [("e", 20, 1, 1, "b")]
        for (steps, outputs, changed, expected) in [
            (Self.chain, ["a", "d"], [:], ["c", "d"]),
            (Self.chain, ["c", "d"], [:], ["b", "c"]),
            (Self.chain, ["d"], ["b": .depthwise(.float32)], ["d"]),
            (Self.chain, ["d"], ["c": .direct(.bfloat16)], ["b", "d"]),
            (Self.chain, ["d"], ["a": .im2col], ["c", "d"]),
            // One step, since both slide the same window.
            (more, ["d", "e"], [:], ["b", "c + e", "d"]),
            // Groups are steps of their own, which read and write some of the channels.
            ([("a", 96, 3, 2, "")] + Self.chain.dropFirst(), ["d"], [:], ["c", "d"]),
            (Self.chain.dropLast() + [("d", 24, 3, 4, "c")], ["d"], [:], ["b", "c"]),
            (Self.chain + [("e", 20, 3, 1, "b")], ["d", "e"], [:], ["b", "c", "d", "e"]),
            (Self.chain + [("e", 20, 3, 1, "b")], ["d", "e"], ["e": .direct(.float32)], ["b", "d"]),
        ] as [([Step], [String], [String: Algorithm], [String])] {
            var random = SeededGenerator(seed: 94)
            let graph = try graph(steps, outputs: outputs, &random)
            let algorithms = all.merging(changed) { $1 }
            let joined = try run(graph, outputs, algorithms, kernels, threads: 2, joins: true)
            let apart = try run(graph, outputs, algorithms, kernels, threads: 2, joins: false)
            #expect(joined.inBytes.sorted() == expected, "\(outputs) \(changed)")
            #expect(joined.values == apart.values, "\(outputs) \(changed)")
        }
    }
}
