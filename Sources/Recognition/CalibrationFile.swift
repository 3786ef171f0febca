import Files
import FoundationEssentials
public import Inference
import Text

/// A network's calibration, as it is stored beside its weights.
public struct CalibrationFile: Codable, Sendable {
    struct Layer: Codable {
        /// The least and the largest number that it reads.
        let range: [Float]
        /// `LayerInput.transformed`; absent where that is empty.
        let transformed: [Float]?
        /// The algorithms that `auto` and `int8` may take.
        let allowed: [String]
    }

    /// The SHA-256 of the weights that were measured.
    let sha256: String
    let layers: [String: Layer]

    private static let maximumBytes = 1 << 20

    /// Where the calibration of a weights file stands.
    public static func path(of weights: String) -> String { "\(weights).calibration.json" }

    /// Puts a calibration and the digest of its weights together.
    public init(_ calibration: Calibration, sha256: String) {
        self.sha256 = sha256
        layers = calibration.layers.mapValues {
            Layer(
                range: [$0.input.range.lowerBound, $0.input.range.upperBound],
                transformed: $0.input.transformed.isEmpty ? nil : $0.input.transformed,
                allowed: $0.allowed.sorted()
            )
        }
    }

    /// Reads the calibration of some weights.
    ///
    /// - Parameters:
    ///   - weights: the weights file.
    ///   - digest: its SHA-256.
    /// - Returns: the calibration; nil where there is none, or one of other weights.
    /// - Throws: `RecognitionError` where the file can't be read, or is invalid.
    public static func read(for weights: String, digest: String) throws(RecognitionError) -> Calibration? {
        let path = path(of: weights)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try RegularFile.read(path, limit: maximumBytes) } catch {
            throw .file(error)
        }
        guard let file = try? JSON.decode(CalibrationFile.self, from: bytes) else {
            throw .invalidCalibration(path: path, problem: "is an invalid calibration file")
        }
        guard file.sha256 == digest else { return nil }
        var calibration = Calibration(layers: [:])
        for (name, layer) in file.layers {
            guard layer.range.count == 2, layer.range.allSatisfy(\.isFinite), layer.range[0] <= layer.range[1]
            else {
                throw .invalidCalibration(path: path, problem: "layer '\(name)' has no range")
            }
            let transformed = layer.transformed ?? []
            guard transformed.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
                throw .invalidCalibration(
                    path: path,
                    problem: "layer '\(name)' has a size below 0 or infinite"
                )
            }
            calibration.layers[name] = LayerCalibration(
                input: LayerInput(range: layer.range[0]...layer.range[1], transformed: transformed),
                allowed: layer.allowed
            )
        }
        return calibration
    }

    /// Writes the file.
    public func write(for weights: String) throws(RecognitionError) {
        do throws(FileError) { try AtomicFile.write(JSON.document(self), to: Self.path(of: weights)) } catch {
            throw .file(error)
        }
    }
}
