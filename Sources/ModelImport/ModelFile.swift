import Files

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
        do throws(FileError) {
            self.init(path: path, bytes: try RegularFile.read(path, limit: Self.maximumBytes))
        } catch {
            throw ImportError(file: path, problem: error.problem)
        }
        guard !bytes.isEmpty else { throw ImportError(file: path, problem: "the file is empty") }
    }
}
