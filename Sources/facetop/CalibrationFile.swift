import Files
import FoundationEssentials
import Inference

/// A network's calibration, as it is stored beside its weights.
struct CalibrationFile: Codable {
    struct Layer: Codable {
        /// The least and the largest number that it reads.
        let range: [Float]
        /// The algorithms that `--precision auto` and `int8` may take.
        let allowed: [String]
    }

    /// The SHA-256 of the weights that were measured.
    let sha256: String
    let layers: [String: Layer]

    /// Where the calibration of a weights file stands.
    static func path(of weights: String) -> String { "\(weights).calibration.json" }

    init(_ calibration: Calibration, sha256: String) {
        self.sha256 = sha256
        layers = calibration.layers.mapValues {
            Layer(range: [$0.range.lowerBound, $0.range.upperBound], allowed: $0.allowed.sorted())
        }
    }

    /// Reads the calibration of some weights.
    ///
    /// - Parameters:
    ///   - weights: the weights file.
    ///   - digest: its SHA-256.
    /// - Returns: the calibration; nil where there is none, or one of other weights.
    /// - Throws: `FileError`, or what is wrong in the file.
    static func read(for weights: String, digest: String) throws -> Calibration? {
        let path = path(of: weights)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes = try RegularFile.read(path, limit: 1 << 20)
        let file: CalibrationFile
        do {
            file = try JSONDecoder().decode(CalibrationFile.self, from: Data(bytes))
        } catch {
            throw BadCalibration(path: path, problem: "is no calibration")
        }
        guard file.sha256 == digest else { return nil }
        var calibration = Calibration(layers: [:])
        for (name, layer) in file.layers {
            guard layer.range.count == 2, layer.range.allSatisfy(\.isFinite), layer.range[0] <= layer.range[1]
            else {
                throw BadCalibration(path: path, problem: "layer '\(name)' has no range")
            }
            calibration.layers[name] = LayerCalibration(
                range: layer.range[0]...layer.range[1],
                allowed: layer.allowed
            )
        }
        return calibration
    }

    /// Writes the file.
    func write(for weights: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write([UInt8](try encoder.encode(self)) + [10], to: Self.path(of: weights))
    }
}

/// A calibration file that is none.
struct BadCalibration: Error, CustomStringConvertible {
    let path: String
    let problem: String

    var description: String { "\(path): \(problem); make it anew with: facetop bench --calibrate" }
}
