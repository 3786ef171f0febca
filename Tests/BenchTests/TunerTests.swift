import Inference
import Kernels
import TestSupport
import Testing

@testable import Bench

@Suite("how fast each algorithm is, is measured")
struct TunerTests {
    @Test("tuning has a time for every algorithm of every size")
    func tuning() throws {
        let graph = try smallNetwork(seed: 5)
        let tuning = try Tuner.tune(graph, outputs: ["y"], PlanOptions(workers: Workers(count: 1)), runs: 2)
        #expect(tuning.times.count == 3)
        // im2col, every number's direct algorithms, and for a 3x3 layer Winograd's of four numbers in two sizes,
        // of floats in a third, and of bytes where their sums are wide.
        let direct = 1 + 4 + KernelSet.current.byteSums.count
        #expect(
            Set(tuning.times.values.map(\.count)) == [
                direct, direct + (KernelSet.current.byteSums == [.wide] ? 10 : 9),
            ]
        )
        #expect(tuning.times.values.allSatisfy { $0.values.allSatisfy { $0 > 0 } })
    }
}
