import Checksum
public import FaceTypes
import Files
import FoundationEssentials
import Glibc
import PrintableText

/// The folder that is the truth about who is enrolled: `<person>/*.jpg|png`.
///
/// Drop photos into a person's folder and the person is enrolled at the next start.
public struct GalleryFolder: Sendable {
    /// Turns a photo's bytes into an embedding, or says why not.
    public typealias PhotoEmbedder = (_ bytes: [UInt8], _ path: String) -> Result<Embedding, PhotoRefusal>

    /// The endings of photos' file names, in lower case.
    private static let photoExtensions: Set<String> = ["jpg", "jpeg", "png"]
    /// How the folder of somebody who is being removed begins; hidden, so that it is nobody's.
    private static let removedPrefix = ".removed-"
    private static let maximumPhotoBytes = 200_000_000

    /// The folder.
    public let path: String

    /// Names a folder, which need not exist yet.
    public init(path: String) { self.path = path }

    /// What a gallery's folder holds.
    public struct Contents: Sendable {
        /// Who is enrolled.
        public var gallery = Gallery(people: [])
        /// The photos of each person, in the order of their names.
        public var photos: [PersonName: [String]] = [:]
        /// What was passed over, and why: one line each.
        public var problems: [String] = []
    }

    /// Reads the folder; photos whose embedding is not cached are embedded.
    ///
    /// - Parameters:
    ///   - fingerprint: names the models and the pipeline's version that embeddings depend on.
    ///   - embed: embeds a photo that is not in the cache.
    /// - Returns: who is enrolled, and what was passed over.
    public func load(fingerprint: String, embed: PhotoEmbedder) -> Contents {
        var contents = Contents()
        guard FileManager.default.fileExists(atPath: path) else { return contents }
        removeLeftovers()
        let old = TemplateCache(folder: path, fingerprint: fingerprint)
        var new = TemplateCache(fingerprint: fingerprint)
        var people: [Person] = []
        for folder in entries(of: path) where isFolder("\(path)/\(folder)") {
            do throws(PersonName.Refusal) {
                let name = try PersonName(folder)
                // A name that was trimmed would be another folder than the one on the disk.
                guard name.text == folder else {
                    contents.problems.append(
                        "\(path)/\(folder.printable): the name has blanks around it; rename the folder"
                    )
                    continue
                }
                people.append(load(name, old, &new, &contents, embed))
            } catch {
                contents.problems.append("\(path)/\(folder.printable): \(error)")
            }
        }
        contents.gallery = Gallery(people: people)
        if !people.isEmpty { contents.problems += permissionProblems() }
        do {
            if new.isEmpty {
                // Whatever cache there is, outdated or not, it is of faces that are gone.
                TemplateCache.remove(folder: path)
            } else if new != old {
                try new.write(folder: path)
            }
        } catch {
            contents.problems.append("the cache is not written: \(error)")
        }
        return contents
    }

    private func load(
        _ name: PersonName,
        _ old: TemplateCache,
        _ new: inout TemplateCache,
        _ contents: inout Contents,
        _ embed: PhotoEmbedder
    ) -> Person {
        var templates: [Embedding] = []
        let folder = "\(path)/\(name)"
        for file in entries(of: folder) where Self.photoExtensions.contains(RegularFile.ending(of: file)) {
            let photo = "\(folder)/\(file)"
            let bytes: [UInt8]
            do throws(FileError) {
                bytes = try RegularFile.read(photo, limit: Self.maximumPhotoBytes)
            } catch {
                contents.problems.append(error.description.printable)
                continue
            }
            let digest = Checksum.sha256.digest(of: bytes)
            let result = old[digest] ?? embed(bytes, photo)
            new[digest] = result
            contents.photos[name, default: []].append(file)
            switch result {
            case .success(let embedding): templates.append(embedding)
            case .failure(let refusal): contents.problems.append("\(photo.printable): \(refusal)")
            }
        }
        return Person(name: name, templates: templates)
    }

    /// Adds a photo to a person, who is made if need be.
    ///
    /// A photo that is there already is not added twice.
    ///
    /// - Parameters:
    ///   - bytes: the photo's file.
    ///   - fileExtension: `jpg` or `png`.
    ///   - name: whose photo it is.
    /// - Returns: the photo's path.
    /// - Throws: `GalleryError.file` where it can't be written.
    @discardableResult
    public func add(_ bytes: [UInt8], fileExtension: String, to name: PersonName) throws(GalleryError)
        -> String
    {
        let photo = "\(path)/\(name)/\(Checksum.sha256.digest(of: bytes).prefix(16)).\(fileExtension)"
        do throws(FileError) {
            try AtomicFile.makeFolder(path)
            // A checkout brings its gallery as open as any folder.
            guard unsafe chmod(path, 0o700) == 0 else { throw .call("chmod", path: path, errno: errno) }
            try AtomicFile.makeFolder("\(path)/\(name)")
            try AtomicFile.write(bytes, to: photo)
        } catch { throw .file(error) }
        return photo
    }

    /// Gives a person another name.
    public func rename(_ old: PersonName, to new: PersonName) throws(GalleryError) {
        guard isFolder("\(path)/\(old)") else { throw .noSuchPerson(old) }
        guard !FileManager.default.fileExists(atPath: "\(path)/\(new)") else { throw .nameTaken(new) }
        guard unsafe Glibc.rename("\(path)/\(old)", "\(path)/\(new)") == 0 else {
            throw .file(.call("rename", path: "\(path)/\(old)", errno: errno))
        }
        AtomicFile.synchronize(folder: path)
    }

    /// Removes a person with all photos and embeddings.
    ///
    /// The folder first takes a hidden name, so that a power cut leaves the person either enrolled or gone.
    public func remove(_ name: PersonName) throws(GalleryError) {
        guard isFolder("\(path)/\(name)") else { throw .noSuchPerson(name) }
        let hidden = "\(path)/\(Self.removedPrefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard unsafe Glibc.rename("\(path)/\(name)", hidden) == 0 else {
            throw .file(.call("rename", path: "\(path)/\(name)", errno: errno))
        }
        // The cache may hold the person's embeddings; the next load makes it anew from the photos that are left.
        TemplateCache.remove(folder: path)
        AtomicFile.synchronize(folder: path)
        removeLeftovers()
    }

    /// Deletes what an interrupted removal or write left.
    private func removeLeftovers() {
        for folder in [path] + entries(of: path).map({ "\(path)/\($0)" }) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names
            where AtomicFile.isLeftover(name) || (folder == path && name.hasPrefix(Self.removedPrefix)) {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
        }
    }

    private func permissionProblems() -> [String] {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return [] }
        return ["\(path): others can look into this folder of faces; close it: chmod 700 \(path)"]
    }

    /// The entries of a folder by name, without hidden ones.
    private func entries(of folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}
