import Checksum
public import FaceTypes
import Files

// Faces that are nobody's templates: those that somebody is not, and those that nobody wants to hear of.
extension GalleryFolder {
    /// In a person's folder: faces that are not this person; hidden, so that nobody is recognized by them.
    static let negativesFolder = ".not"
    /// In the gallery: faces that nobody wants to hear of.
    static let ignoredFolder = ".ignored"

    /// Notes that a face is not a person whom it was taken for.
    ///
    /// - Parameters:
    ///   - bytes: a picture of the face, as a file.
    ///   - fileExtension: the ending of its name.
    ///   - name: who it is not.
    /// - Returns: the picture's path.
    /// - Throws: `GalleryError.noSuchPerson`, or `.file` where it can't be written.
    @discardableResult
    public func disown(_ bytes: [UInt8], fileExtension: String, from name: PersonName) throws(GalleryError)
        -> String
    {
        guard holds(name) else { throw .noSuchPerson(name) }
        return try keep(bytes, fileExtension, prefix: "", in: "\(path)/\(name)/\(Self.negativesFolder)")
    }

    /// Notes that nobody wants to hear of a face.
    ///
    /// - Parameters:
    ///   - bytes: a picture of the face, as a file.
    ///   - fileExtension: the ending of its name.
    ///   - until: when that ends, in seconds since 1970; infinite for never.
    /// - Returns: the picture's path.
    /// - Throws: `GalleryError.file` where it can't be written.
    @discardableResult
    public func ignore(_ bytes: [UInt8], fileExtension: String, until: Double) throws(GalleryError) -> String
    {
        removeExpired()
        let prefix = until.isFinite ? "\(Int(until))-" : "always-"
        return try keep(bytes, fileExtension, prefix: prefix, in: "\(path)/\(Self.ignoredFolder)")
    }

    /// When an ignored face is heard of again, by its file's name; nil for what is no such file.
    static func expiry(ofIgnored name: String) -> Double? {
        let parts = name.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, !name.hasPrefix(".") else { return nil }
        return parts[0] == "always" ? .infinity : Int(parts[0]).map(Double.init)
    }

    private func keep(
        _ bytes: [UInt8],
        _ fileExtension: String,
        prefix: String,
        in folder: String
    ) throws(GalleryError) -> String {
        try prepare([path, AtomicFile.parent(of: folder), folder])
        let digest = Checksum.sha256.digest(of: bytes)
        return try write(bytes, "\(prefix)\(digest.prefix(16)).\(fileExtension)", in: folder)
    }

    /// Deletes the pictures of faces that were to be ignored until a time that is over.
    private func removeExpired() {
        let folder = "\(path)/\(Self.ignoredFolder)"
        let now = Clock.system.present.wallTime
        for name in (try? Folder.entries(of: folder)) ?? [] {
            if let until = Self.expiry(ofIgnored: name), until < now {
                AtomicFile.remove("\(folder)/\(name)")
            }
        }
    }
}
