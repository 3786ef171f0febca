import FaceTypes
import TestSupport
import Testing

@testable import Pipeline

@Suite("measures")
struct MetricsTests {
    @Test("a hundred results in two seconds are fifty a second, and the latencies of half and of 95 are told")
    func percentiles() throws {
        let metrics = Metrics()
        for i in 1...100 { metrics.note(.detect, seconds: Double(i) / 1000, at: Faces.time(Double(i) / 50)) }
        var losses = FrameLosses()
        (losses.dropped, losses.broken) = (4, 1)
        let report = metrics.report(at: Faces.time(2), replaced: 3, losses: losses)
        let stage = try #require(report.stages.first)
        #expect(stage.name == .detect && report.stages.count == 1)
        #expect(stage.p50 == 50 && stage.p95 == 95)
        #expect(abs(stage.rate - 50) < 1)
        #expect(report.replaced == 3 && report.losses == losses)
    }
}
