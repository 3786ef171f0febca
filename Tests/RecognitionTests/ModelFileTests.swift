import FoundationEssentials
import Inference
import Kernels
import TestSupport
import Testing

@testable import Recognition

@Suite("what is kept beside the models")
struct ModelFileTests {
    private func temporary(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("a calibration comes back as it was written, and only for its own weights")
    func calibration() throws {
        try temporary { folder in
            let weights = "\(folder)/net"
            #expect(try CalibrationFile.read(for: weights, digest: "d") == nil)
            let written = Calibration(layers: [
                "a": LayerCalibration(
                    input: LayerInput(range: -1...2.5, transformed: [0, 3]),
                    allowed: ["direct-int8"]
                )
            ])
            try CalibrationFile(written, sha256: "d").write(for: weights)
            #expect(try CalibrationFile.read(for: weights, digest: "d")?.layers == written.layers)
            #expect(try CalibrationFile.read(for: weights, digest: "other") == nil)
        }
    }

    @Test(
        "an invalid calibration file is refused with its path",
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
            let error = #expect(throws: RecognitionError.self) {
                try CalibrationFile.read(for: "\(folder)/net", digest: "d")
            }
            #expect(error?.description.contains("\(folder)/net.calibration.json") == true)
        }
    }

    @Test("invalid times are ignored")
    func tuning() throws {
        try temporary { folder in
            let workers = Workers(count: 3)
            #expect(TuningFile.read(folder, workers) == Tuning())
            let times = Tuning(times: ["size": ["direct-fp32": 1.5]])
            try TuningFile.write(times, folder, workers)
            #expect(TuningFile.read(folder, workers) == times)
            try Data("{\"size\":{\"direct-fp32\":-1}}".utf8).write(
                to: URL(filePath: TuningFile.path(folder, workers))
            )
            #expect(TuningFile.read(folder, workers).times == ["size": [:]])
            try Data("nonsense".utf8).write(to: URL(filePath: TuningFile.path(folder, workers)))
            #expect(TuningFile.read(folder, workers) == Tuning())
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
