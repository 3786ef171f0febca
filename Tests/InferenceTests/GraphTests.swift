import Kernels
import Testing

@testable import Inference

@Suite("graphs are checked")
struct GraphTests {
    @Test("parameters that do not fit are refused with the layer's name and shapes")
    func refusals() throws {
        var graph = Graph(inputShape: Shape(1, 3, 8, 8))
        let error = #expect(throws: InferenceError.self) {
            try graph.append(
                .convolution(
                    Convolution(WindowParameters(kernel: Extent(3)), outputs: 4, weights: [1, 2], bias: [])
                ),
                named: "conv1",
                reading: [0]
            )
        }
        #expect(error?.description == "'conv1' on [1, 3, 8, 8]: 2 weights, 108 are needed for [4, 3, 3, 3]")
        for bad: Operation in [
            .pool(Pool(.maximum, WindowParameters(kernel: Extent(9)))),
            .pool(Pool(.maximum, WindowParameters(kernel: Extent(0)))),
            .pool(Pool(.maximum, WindowParameters(kernel: Extent(3), stride: Extent(Int.max)))),
            .pool(Pool(.maximum, WindowParameters(kernel: Extent(3), padding: Extent(-1)))),
            .convolution(
                Convolution(WindowParameters(kernel: Extent(1 << 40)), outputs: 1, weights: [], bias: [])
            ),
            .convolution(
                Convolution(WindowParameters(kernel: Extent(1)), outputs: -5, weights: [], bias: [])
            ),
            .permute(Permute(order: [0, 1, 1, 3])), .permute(Permute(order: [])), .flatten(Flatten(axis: 9)),
            .softmax(Softmax(axis: 4)), .softmax(Softmax(axis: -1)),
            .reshape(Reshape([0, 7, -1])), .reshape(Reshape([5, -1])), .reshape(Reshape([-1, -1])),
            .reshape(Reshape([])),
            .reshape(Reshape([1 << 62, 4])), .concat(Concat(axis: 4)),
            .linear(Linear(outputs: Int.max, weights: [], bias: [])),
            .localResponseNorm(LocalResponseNorm(size: 0, alpha: 1, beta: 1, k: 1)),
        ] {
            #expect(throws: InferenceError.self) { try graph.append(bad, named: "bad", reading: [0]) }
        }
        #expect(graph.nodes.isEmpty)
        let long = try graph.append(
            .reshape(Reshape([1, 3, 2, 2, 2, 2, 2, 2])),
            named: "long",
            reading: [0]
        )
        #expect(throws: InferenceError.self) {
            try graph.append(.permute(Permute(order: [0, 5, 4, 3, 2, 1])), named: "bad", reading: [long])
        }
    }

    @Test("a convolution that needs more memory than its numbers say is refused")
    func convolutionMemory() throws {
        var wide = Graph(inputShape: Shape(1, 1, 1 << 12, 1 << 12))
        let border = WindowParameters(
            kernel: Extent(2),
            stride: Extent(1 << 14),
            padding: Extent(1 << 15)
        )
        let weights: [Float] = [1, 2, 3, 4]
        #expect(throws: InferenceError.self) {
            try wide.append(
                .convolution(Convolution(border, outputs: 1, weights: weights, bias: [])),
                named: "c",
                reading: [0]
            )
        }
        // One output is a column of sixteen.
        var deep = Graph(inputShape: Shape(1, 1 << 20, 1, 1))
        let many = [Float](repeating: 0, count: 17 << 20)
        let one = WindowParameters(kernel: Extent(1))
        #expect(throws: InferenceError.self) {
            try deep.append(
                .convolution(Convolution(one, outputs: 17 << 4, weights: [], bias: [])),
                named: "c",
                reading: [0]
            )
        }
        _ = try deep.append(
            .convolution(Convolution(one, outputs: 17, weights: many, bias: [])),
            named: "c",
            reading: [0]
        )
        var square = Graph(inputShape: Shape(1, 1, 20, 20))
        let large = WindowParameters(kernel: Extent(12))
        #expect(throws: InferenceError.self) {
            try square.append(
                .convolution(
                    Convolution(large, outputs: 1, weights: [Float](repeating: 0, count: 144), bias: [])
                ),
                named: "c",
                reading: [0]
            )
        }
    }

    @Test("a network that needs more memory than any real one is refused, not allocated")
    func memory() throws {
        var graph = Graph(inputShape: Shape(1, 1, 1 << 12, 1 << 12))
        var values: [Int] = []
        for index in 0..<20 { values.append(try graph.append(.relu, named: "relu\(index)", reading: [0])) }
        graph.addOutput(
            "y",
            value: try graph.append(.eltwise(Eltwise(.maximum)), named: "max", reading: values)
        )
        #expect(throws: InferenceError.self) {
            try Network(graph, outputs: ["y"], PlanOptions(workers: Workers(count: 1)))
        }
    }
}
