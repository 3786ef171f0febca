import Files
import Text

/// The photos of which the user said that they are right, whatever they look like: by the SHA-256 of their
/// bytes.
struct KeptPhotos: Codable {
    private var schema = 1
    private(set) var photos: Set<String> = []

    private static let fileName = ".kept.json"
    private static let maximumBytes = 10_000_000

    /// Reads the list of a gallery; there need not be one.
    ///
    /// - Throws: `FileError` where it can't be read; `GalleryError.damaged` where it is invalid.
    init(folder: String) throws(GalleryError) {
        let path = "\(folder)/\(Self.fileName)"
        guard Folder.kind(of: path) != .nothing else { return }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try RegularFile.read(path, limit: Self.maximumBytes) } catch {
            throw .file(error)
        }
        guard let list = try? JSON.decode(KeptPhotos.self, from: bytes), list.schema == schema
        else {
            throw .damaged(path: path)
        }
        self = list
    }

    /// Adds a photo, and writes the list.
    mutating func insert(_ digest: String, folder: String) throws(GalleryError) {
        photos.insert(digest)
        do throws(FileError) {
            try AtomicFile.write(JSON.line(self), to: "\(folder)/\(Self.fileName)")
        } catch { throw .file(error) }
    }
}
