import Checksum
import FaceTypes
import Files
import Text

/// The embeddings of the gallery's photos, so that they need not be computed at every start.
///
/// An entry is found by the SHA-256 of the photo, so a changed photo has none; a cache belongs to one fingerprint of
/// models and pipeline, so each embedder has its own, and a new version begins anew. A photo's file is not even read
/// while it is the one that it was.
struct TemplateCache: Codable, Equatable {
    /// What became of one photo.
    struct Entry: Codable, Equatable {
        /// The embedding, nil where the photo is refused.
        var embedding: PackedNumbers?
        /// Why it is refused.
        var refusal: String?
    }

    /// A file as it was when it was read.
    struct File: Codable, Equatable {
        /// The SHA-256 of its bytes.
        var digest: String
        var stamp: FileStamp
    }

    /// What comparing all photos with each other brought, which takes long in a large gallery.
    struct Audit: Codable, Equatable {
        /// Changes with everything that it depends on.
        var key: String
        var findings: GalleryAudit.Findings
    }

    private enum CodingKeys: String, CodingKey {
        case schema, fingerprint, photos, files
        /// With another name than earlier versions', whose findings were lines of text.
        case audit = "comparison"
    }

    private var schema = 3
    private var fingerprint: String
    private var photos: [String: Entry] = [:]
    private var files: [String: File] = [:]
    var audit: Audit?

    /// Caches' files in the gallery begin with this; hidden, so that they are nobody's folders.
    private static let prefix = ".templates"
    /// More caches than this are not kept, so that those of old versions go.
    private static let mostFiles = 4
    /// A cache of some hundred thousand photos.
    private static let maximumBytes = 500_000_000

    init(fingerprint: String) { self.fingerprint = fingerprint }

    /// Reads the cache of a gallery; a missing, damaged or outdated one is as good as an empty one.
    init(folder: String, fingerprint: String, dimensions: Int) {
        let empty = TemplateCache(fingerprint: fingerprint)
        guard let bytes = try? RegularFile.read(Self.path(folder, fingerprint), limit: Self.maximumBytes),
            let cache = try? JSON.decode(TemplateCache.self, from: bytes),
            cache.schema == empty.schema, cache.fingerprint == fingerprint
        else {
            self = empty
            return
        }
        self = cache
        photos = photos.filter { Self.isSound($0.value, dimensions) }
    }

    /// What is known of a photo.
    subscript(photo: String) -> Result<Embedding, PhotoRefusal>? {
        get {
            guard let entry = photos[photo] else { return nil }
            if let packed = entry.embedding { return .success(Embedding(values: packed.values)) }
            return .failure(PhotoRefusal(entry.refusal ?? ""))
        }
        set {
            switch newValue {
            case .success(let embedding):
                photos[photo] = Entry(embedding: PackedNumbers(values: embedding.values))
            case .failure(let refusal) where refusal.isLasting:
                photos[photo] = Entry(refusal: refusal.description)
            case .failure, nil: photos[photo] = nil
            }
        }
    }

    /// The SHA-256 of a file's bytes, if it is still the one that was read.
    func digest(of path: String, _ stamp: FileStamp) -> String? {
        guard let file = files[path], file.stamp == stamp else { return nil }
        return file.digest
    }

    /// Notes what a file holds.
    mutating func note(_ path: String, _ stamp: FileStamp, digest: String) {
        files[path] = File(digest: digest, stamp: stamp)
    }

    /// Whether nothing is known of any photo.
    var isEmpty: Bool { photos.isEmpty }

    /// The photos that it knows, by SHA-256.
    var digests: Set<String> { Set(photos.keys) }

    /// The file of a gallery's cache.
    static func path(_ folder: String, _ fingerprint: String) -> String {
        let name = Checksum.sha256.digest(of: [UInt8](fingerprint.utf8)).prefix(12)
        return "\(folder)/\(prefix)-\(name).json"
    }

    private static func files(in folder: String) -> [String] {
        ((try? Folder.entries(of: folder)) ?? []).filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }
            .map { "\(folder)/\($0)" }
    }

    /// Removes all caches of a gallery, of whatever embedder.
    static func remove(folder: String) { for file in files(in: folder) { AtomicFile.remove(file) } }

    /// Removes the caches of other embedders that know photos which are not there any more, and the oldest ones where
    /// there are many.
    func removeOutdated(folder: String, digests: Set<String>) {
        let own = Self.path(folder, fingerprint)
        let others = Self.files(in: folder).filter { $0 != own }
            .map { (path: $0, changed: FileStamp(of: $0)?.modified ?? 0) }
            .sorted { $0.changed > $1.changed }
        for (index, file) in others.enumerated() {
            let cache = (try? RegularFile.read(file.path, limit: Self.maximumBytes))
                .flatMap { try? JSON.decode(TemplateCache.self, from: $0) }
            let isUpToDate = cache.map { $0.digests.isSubset(of: digests) } ?? false
            if index >= Self.mostFiles - 1 || !isUpToDate { AtomicFile.remove(file.path) }
        }
    }

    /// Writes the cache beside the photos.
    func write(folder: String) throws(FileError) {
        try AtomicFile.write(JSON.line(self), to: Self.path(folder, fingerprint))
    }

    /// Whether an entry from the disk can be believed: a unit vector, or a reason.
    private static func isSound(_ entry: Entry, _ dimensions: Int) -> Bool {
        guard let values = entry.embedding?.values else { return entry.refusal != nil }
        let square = values.reduce(0) { $0 + $1 * $1 }
        return values.count == dimensions && abs(square - 1) < 1e-3
    }
}

/// Why a photo gives no template, in words.
public struct PhotoRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason.
    public let description: String
    /// Whether it is the photo's own fault; else it is tried again at the next start.
    public let isLasting: Bool

    /// Makes a refusal.
    public init(_ description: String, isLasting: Bool = true) {
        self.description = description
        self.isLasting = isLasting
    }
}
