import FoundationEssentials

/// The bytes of a model file.
public struct ModelFile: Sendable {
    /// The largest file that is read: ten times OpenFace's.
    public static let maximumBytes = 300_000_000

    /// The path, for messages.
    public let path: String
    /// The contents.
    public let bytes: [UInt8]

    /// Takes bytes that are in memory already.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads a file.
    ///
    /// - Throws: `ImportError` for a file that can't be read, is empty or larger than `maximumBytes`.
    public init(contentsOf path: String) throws(ImportError) {
        let size: Int
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            size = (attributes[.size] as? Int) ?? 0
        } catch {
            throw ImportError(file: path, problem: "there is no such file, or it can't be looked at")
        }
        guard size > 0 else { throw ImportError(file: path, problem: "the file is empty") }
        guard size <= Self.maximumBytes else {
            throw ImportError(
                file: path,
                problem: "\(size) bytes is more than a model has (\(Self.maximumBytes))"
            )
        }
        do {
            self.init(path: path, bytes: [UInt8](try Data(contentsOf: URL(filePath: path))))
        } catch {
            throw ImportError(
                file: path,
                problem: "the file can't be read: permission denied, or a disk error"
            )
        }
    }
}
