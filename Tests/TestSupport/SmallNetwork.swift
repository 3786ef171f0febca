public import Inference
import Kernels

/// Makes a network of three convolutions, 5x5 with stride 2, 3x3 and 1x1, named a, b and c, with an output y.
public func smallNetwork(seed: UInt64) throws -> Graph {
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
                activation: .relu
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
