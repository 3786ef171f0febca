import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("algorithms are chosen by what is allowed and what is fast")
struct PlanOptionsTests {
    @Test("int8 and auto without a calibration are fp32")
    func uncalibrated() throws {
        let graph = try smallNetwork(seed: 3)
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
        let graph = try smallNetwork(seed: 4)
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
        let all = ["direct-fp32": 3.0, "winograd2-fp32": 1, "winograd4-fp32": 2, "winograd6-fp32": 4]
        #expect(try algorithm(all) == "winograd2-fp32")
        #expect(try algorithm(all.merging(["direct-fp32": 0.5]) { $1 }) == "direct-fp32")
        #expect(try algorithm(["direct-fp32": 0.001]) == (try algorithm([:])))
    }
}
