import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("by which way convolutions are computed")
struct ConvolutionMethodTests {
    @Test("OpenBLAS is taken where there are no kernels but the scalar ones")
    func standard() {
        #expect(ConvolutionMethod.method(for: [.scalar]) == .im2col)
        #expect(
            ConvolutionMethod.standard == .auto || KernelSet.InstructionSet.available == [.scalar]
        )
    }

    @Test(
        "im2col is taken for every convolution, and whatever is forced for one of them",
        arguments: Precision.allCases
    )
    func plan(precision: Precision) throws {
        var options = PlanOptions(workers: Workers(count: 1), precision: precision)
        options.method = .im2col
        let graph = try smallNetwork(seed: 3)
        let network = try Network(graph, outputs: ["y"], options)
        #expect(network.convolutions.map(\.algorithm) == [.im2col, .im2col, .im2col])
        options.forced = ["b": .direct(.float32)]
        let forced = try Network(graph, outputs: ["y"], options)
        #expect(forced.convolutions.map(\.algorithm) == [.im2col, .direct(.float32), .im2col])
    }
}
