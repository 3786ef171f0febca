import Kernels
import TestSupport

@testable import Inference

/// The values of a picture `[channels][pixels]` as networks read them, `[pixels][channels]`; others as they are.
func interleaved(_ values: [Float], _ shape: Shape) -> [Float] {
    guard shape.rank == 4 else { return values }
    return (0..<values.count).map { values[$0 % shape.channels * shape.plane + $0 / shape.channels] }
}

/// Runs one operation as a network of its own.
func run(
    _ operation: Operation,
    _ inputs: [(shape: Shape, values: [Float])],
    threads: Int = 2,
    algorithm: Algorithm? = nil,
    kernels: KernelSet = .current
) throws -> [Float] {
    // A network has one input: the values stand in one row, and slices of it are what the operation reads.
    var graph = Graph(inputShape: inputs[0].shape)
    var values = [0]
    for (index, input) in inputs.enumerated().dropFirst() {
        // Other inputs come from the first by a convolution that ignores it: all weights 0, the values as bias.
        let shape = input.shape.extents
        let count = input.shape.count
        let flat = try graph.append(.flatten(Flatten(axis: 1)), named: "flat\(index)", reading: [0])
        let constant = try graph.append(
            .linear(
                Linear(
                    outputs: count,
                    weights: [Float](repeating: 0, count: count * inputs[0].shape.count),
                    bias: input.values
                )
            ),
            named: "constant\(index)",
            reading: [flat]
        )
        values.append(
            try graph.append(.reshape(Reshape(shape)), named: "shaped\(index)", reading: [constant])
        )
    }
    graph.addOutput("y", value: try graph.append(operation, named: "layer", reading: values))
    var options = PlanOptions(workers: Workers(count: threads), kernels: kernels)
    options.forced["layer"] = algorithm
    let network = try Network(graph, outputs: ["y"], options)
    let first = interleaved(inputs[0].values, inputs[0].shape)
    return network.run { span in
        for i in 0..<span.count { span[i] = first[i] }
    } reading: {
        $0.values(of: "y")
    }
}
