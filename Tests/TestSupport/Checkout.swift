import FoundationEssentials

/// Where the files of this checkout are.
public enum Checkout {
    /// The top folder.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    /// The model files.
    public static let models = "\(root)/models"
    /// The demo's pictures.
    public static let demo = "\(models)/demo"
    /// What the original frameworks made of them.
    public static let golden = "\(root)/Tests/Golden"
    /// Further outputs of the original frameworks; on the developers' machines and in CI only.
    public static let oracles = URL(filePath: root).deletingLastPathComponent().path + "/shared/oracles"
    /// Files of the formats that are read; on the developers' machines and in CI only.
    public static let formats = URL(filePath: root).deletingLastPathComponent().path + "/shared/formats"

    /// OpenCV's single-precision detector weights, where `.ci/fetch-fp32` could fetch them.
    public static let singlePrecisionWeights = "\(root)/.build/fp32/res10_300x300_ssd_iter_140000.caffemodel"

    /// Whether those are there.
    public static var hasSinglePrecisionWeights: Bool {
        FileManager.default.fileExists(atPath: singlePrecisionWeights)
    }

    /// Whether the oracles are there.
    public static var hasOracles: Bool { FileManager.default.fileExists(atPath: oracles) }

    /// Returns a file's bytes.
    public static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    /// Returns a file's little-endian floats.
    public static func floats(_ path: String) throws -> [Float] {
        let bytes = try bytes(path)
        return stride(from: 0, to: bytes.count - 3, by: 4).map { at in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
        }
    }

    /// Returns a JSON file as a value of some type.
    public static func json<Value: Decodable>(_ path: String, as: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(filePath: path)))
    }
}

/// A folder that is gone after the test.
public final class TemporaryFolder {
    /// Its path.
    public let path: String

    /// Makes an empty folder.
    public init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "facetop-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, with the folders that it needs, and returns its path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
        return file.path
    }
}
