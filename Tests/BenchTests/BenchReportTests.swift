import Testing
import Text

@testable import Bench

@Suite("the benchmark's report")
struct BenchReportTests {
    private func report(_ rows: String) throws -> BenchReport {
        try JSON.decode(BenchReport.self, from: Array("{\"kernels\":\"scalar\",\"rows\":[\(rows)]}".utf8))
    }

    @Test("reports are compared row by row")
    func comparison() throws {
        func row(_ name: String, _ median: Double) -> String {
            """
            {"name":"\(name)","threads":1,"precision":"fp32","median":\(median),"p95":1,"multiplyAdds":1000000}
            """
        }
        let base = try report(row("detector", 20))
        let own = try report("\(row("detector", 15)),\(row("embedder", 2))")
        #expect(
            own.lines(comparedWith: base) == [
                "detector  fp32  threads 1  20.0 -> 15.0 ms  ratio 0.75",
                "embedder  fp32  threads 1  not in the other report",
            ]
        )
        #expect(own.lines.last == "embedder  fp32  threads 1  median 2.0 ms  p95 1.0 ms  1.0 GFLOP/s")
    }
}
