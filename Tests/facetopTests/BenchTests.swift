import FoundationEssentials
import Inference
import Kernels
import TestSupport
import Testing

@testable import facetop

@Suite("what the benchmark keeps")
struct BenchTests {
    private func temporary(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func report(_ rows: String) throws -> BenchReport {
        try JSONDecoder().decode(
            BenchReport.self,
            from: Data("{\"kernels\":\"scalar\",\"rows\":[\(rows)]}".utf8)
        )
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

    @Test("a calibration comes back as it was written, and only for its own weights")
    func calibration() throws {
        try temporary { folder in
            let weights = "\(folder)/net"
            #expect(try CalibrationFile.read(for: weights, digest: "d") == nil)
            let written = Calibration(layers: [
                "a": LayerCalibration(range: -1...2.5, allowed: ["direct-int8"])
            ])
            try CalibrationFile(written, sha256: "d").write(for: weights)
            #expect(try CalibrationFile.read(for: weights, digest: "d")?.layers == written.layers)
            #expect(try CalibrationFile.read(for: weights, digest: "other") == nil)
        }
    }

    @Test(
        "a calibration that is none is refused with its path",
        arguments: [
            "", "[]", "{\"sha256\":\"d\"}",
            "{\"sha256\":\"d\",\"layers\":{\"a\":{\"range\":[1],\"allowed\":[]}}}",
            "{\"sha256\":\"d\",\"layers\":{\"a\":{\"range\":[2,1],\"allowed\":[]}}}",
            "{\"sha256\":\"d\",\"layers\":{\"a\":{\"range\":[0,1e999],\"allowed\":[]}}}",
        ]
    )
    func badCalibration(text: String) throws {
        try temporary { folder in
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/net.calibration.json"))
            let error = #expect(throws: BadCalibration.self) {
                try CalibrationFile.read(for: "\(folder)/net", digest: "d")
            }
            #expect(error?.description.contains("\(folder)/net.calibration.json") == true)
        }
    }

    @Test("times that are none are no times")
    func tuning() throws {
        try temporary { folder in
            let places = Places(environment: ["XDG_CACHE_HOME": folder], executable: "/nowhere/facetop")
            let workers = Workers(count: 3)
            #expect(TuningFile.read(places, workers) == Tuning())
            let times = Tuning(times: ["size": ["direct-fp32": 1.5]])
            try TuningFile.write(times, places, workers)
            #expect(TuningFile.read(places, workers) == times)
            try Data("{\"size\":{\"direct-fp32\":-1}}".utf8).write(
                to: URL(filePath: TuningFile.path(places, workers))
            )
            #expect(TuningFile.read(places, workers).times == ["size": [:]])
            try Data("nonsense".utf8).write(to: URL(filePath: TuningFile.path(places, workers)))
            #expect(TuningFile.read(places, workers) == Tuning())
        }
    }

    @Test("the shipped calibrations are of the shipped weights")
    func shipped() throws {
        for entry in ModelCatalog.entries where entry.url == nil {
            guard entry.file.hasSuffix(".t7") || entry.file.hasSuffix(".caffemodel") else { continue }
            let path = "\(Checkout.models)/\(entry.file)"
            let calibration = try CalibrationFile.read(for: path, digest: entry.digest.value)
            #expect((calibration?.layers.count ?? 0) > 20)
        }
    }
}
