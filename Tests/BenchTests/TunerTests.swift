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
        #expect(Set(tuning.times.values.map(\.count)) == [3, 7])
        #expect(tuning.times.values.allSatisfy { $0.values.allSatisfy { $0 > 0 } })
    }
}
