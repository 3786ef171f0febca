import Checksum
public import FaceTypes
import Files
import FoundationEssentials
import Glibc

/// The folder that is the truth about who is enrolled: a folder a person, with photos.
///
/// Drop photos into a person's folder and the person is enrolled at the next start.
public struct GalleryFolder: Sendable {
    /// How the folder of somebody who is being removed begins; hidden, so that it is nobody's.
    private static let removedPrefix = ".removed-"

    /// The folder.
    public let path: String

    /// Names a folder, which need not exist yet.
    public init(path: String) { self.path = path }

    /// Adds a photo to a person, who is made if need be.
    ///
    /// A photo that is there already is not added twice.
    ///
    /// - Parameters:
    ///   - bytes: the photo's file.
    ///   - fileExtension: the ending of its name.
    ///   - name: whose photo it is.
    ///   - isKept: whether it is right whatever it looks like.
    /// - Returns: the photo's path.
    /// - Throws: `GalleryError.file` where it can't be written, `.closed` where the user has closed the folder.
    @discardableResult
    public func add(
        _ bytes: [UInt8],
        fileExtension: String,
        to name: PersonName,
        isKept: Bool = false
    ) throws(GalleryError) -> String {
        let digest = Checksum.sha256.digest(of: bytes)
        try prepare([path, "\(path)/\(name)"])
        if isKept {
            var kept = try KeptPhotos(folder: path)
            try kept.insert(digest, folder: path)
        }
        return try write(bytes, "\(digest.prefix(16)).\(fileExtension)", in: "\(path)/\(name)")
    }

    /// Makes folders, and sees to it that they can be written.
    func prepare(_ folders: [String]) throws(GalleryError) {
        for folder in folders {
            do throws(FileError) { try AtomicFile.makeFolder(folder) } catch { throw .file(error) }
        }
        for folder in folders { try prepare(folder) }
    }

    /// Writes a picture; returns its path.
    func write(_ bytes: [UInt8], _ name: String, in folder: String) throws(GalleryError) -> String {
        let file = "\(folder)/\(name)"
        do throws(FileError) { try AtomicFile.write(bytes, to: file) } catch { throw .file(error) }
        return file
    }

    /// Makes sure that a folder can be written, and that nobody else can look into it.
    ///
    /// A checkout brings its gallery as open as any folder. What the user closed stays closed.
    private func prepare(_ folder: String) throws(GalleryError) {
        var status = stat()
        guard unsafe folder.withFileSystemPath({ unsafe stat($0, &status) }) == 0 else {
            throw .file(.call("stat", path: folder, errno: errno))
        }
        let mode = status.st_mode & 0o777
        // Root may write everywhere, and must not, either.
        guard mode & 0o300 == 0o300 else { throw .closed(path: folder, mode: String(mode, radix: 8)) }
        guard mode & 0o077 != 0 else { return }
        guard unsafe folder.withFileSystemPath({ unsafe chmod($0, mode & 0o700) }) == 0 else {
            throw .file(.call("chmod", path: folder, errno: errno))
        }
    }

    /// Notes that a photo is right, whatever it looks like.
    ///
    /// - Parameter photo: its path, or the part of it behind the gallery's.
    /// - Throws: `GalleryError.noSuchPhoto`, or what keeps the list from being read or written.
    public func keep(_ photo: String) throws(GalleryError) {
        let place = [photo, "\(path)/\(photo)"].first { isInside($0) && Folder.kind(of: $0) == .file }
        guard let place else { throw .noSuchPhoto(path: photo) }
        let bytes: [UInt8]
        do throws(FileError) { bytes = try RegularFile.read(place, limit: Self.maximumPhotoBytes) } catch {
            throw .file(error)
        }
        var kept = try KeptPhotos(folder: path)
        try kept.insert(Checksum.sha256.digest(of: bytes), folder: path)
    }

    /// Whether a path leads into a person's folder.
    private func isInside(_ photo: String) -> Bool {
        let folders = sequence(first: AtomicFile.parent(of: photo)) { folder in
            let parent = AtomicFile.parent(of: folder)
            return parent == folder ? nil : parent
        }
        let own = Folder.identity(of: path)
        return folders.prefix(64).dropFirst().contains { Folder.identity(of: $0) == own }
    }

    /// Gives all photos of one person to another, and removes the first: they are the same.
    ///
    /// One file after the other takes its new place, so that a power cut leaves each with one of the two.
    public func merge(_ double: PersonName, into name: PersonName) throws(GalleryError) {
        guard double != name else { throw .samePerson(name) }
        let (from, to) = ("\(path)/\(double)", "\(path)/\(name)")
        for (person, folder) in [(double, from), (name, to)] where Folder.kind(of: folder) != .folder {
            throw .noSuchPerson(person)
        }
        // A link to the same folder, or to another one, is taken away and leads nowhere else.
        guard Folder.identity(of: from) != Folder.identity(of: to) else {
            // Whichever of the two is the link.
            AtomicFile.remove(from)
            if Folder.kind(of: from) == .folder {
                AtomicFile.remove(to)
                try move(from, to: to)
            }
            return AtomicFile.synchronize(folder: path)
        }
        _ = try moveFiles(from: from, to: to)
        AtomicFile.synchronize(folder: to)
        try remove(double)
    }

    /// Moves all files of a folder into another one, under other names where theirs are taken.
    ///
    /// - Returns: the old names by the new ones; of what one is not, too.
    func moveFiles(from: String, to: String) throws(GalleryError) -> [String: String] {
        var names: [String: String] = [:]
        do throws(FileError) {
            for file in try Folder.entries(of: from)
            where !file.hasPrefix(".") || file == Self.negativesFolder {
                if file == Self.negativesFolder {
                    // Who one is not, the other is not, either.
                    try AtomicFile.makeFolder("\(to)/\(file)")
                    for face in try Folder.entries(of: "\(from)/\(file)") where !face.hasPrefix(".") {
                        try AtomicFile.move("\(from)/\(file)/\(face)", to: "\(to)/\(file)/\(face)")
                        names["\(file)/\(face)"] = "\(file)/\(face)"
                    }
                    continue
                }
                var target = file
                var number = 1
                while Folder.kind(of: "\(to)/\(target)") != .nothing {
                    number += 1
                    target = "\(number)-\(file)"
                }
                try AtomicFile.move("\(from)/\(file)", to: "\(to)/\(target)")
                names[target] = file
            }
        } catch { throw .file(error) }
        return names
    }

    func move(_ old: String, to new: String) throws(GalleryError) {
        do throws(FileError) { try AtomicFile.move(old, to: new) } catch { throw .file(error) }
    }

    /// Gives a person another name.
    public func rename(_ old: PersonName, to new: PersonName) throws(GalleryError) {
        guard holds(old) else { throw .noSuchPerson(old) }
        guard Folder.kind(of: "\(path)/\(new)") == .nothing else { throw .nameTaken(new) }
        try move("\(path)/\(old)", to: "\(path)/\(new)")
        AtomicFile.synchronize(folder: path)
    }

    /// Whether somebody has a folder.
    public func holds(_ name: PersonName) -> Bool { Folder.kind(of: "\(path)/\(name)") == .folder }

    /// Removes a person with all photos and embeddings.
    ///
    /// The folder first takes a hidden name, so that a power cut leaves the person either enrolled or gone.
    public func remove(_ name: PersonName) throws(GalleryError) {
        guard holds(name) else { throw .noSuchPerson(name) }
        let hidden = "\(path)/\(Self.removedPrefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try move("\(path)/\(name)", to: hidden)
        // The cache may hold the person's embeddings; the next load makes it anew from the photos that are
        // left.
        TemplateCache.remove(folder: path)
        AtomicFile.synchronize(folder: path)
        removeLeftovers()
    }

    /// Deletes what an interrupted removal or write left.
    func removeLeftovers() {
        let names = (try? Folder.entries(of: path)) ?? []
        let people = names.filter { !$0.hasPrefix(".") }.map { "\(path)/\($0)" }
        let folders =
            [path, "\(path)/\(Self.ignoredFolder)"] + people + people.map { "\($0)/\(Self.negativesFolder)" }
        for folder in folders {
            for name in (try? Folder.entries(of: folder)) ?? []
            where AtomicFile.isLeftover(name)
                || (folder == path && (name.hasPrefix(Self.removedPrefix) || isForgotten(name)))
            {
                try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
            }
        }
    }

    /// What is wrong with who may look into the folder.
    func permissionProblems() -> [GalleryProblem] {
        var status = stat()
        guard unsafe path.withFileSystemPath({ unsafe stat($0, &status) }) == 0, status.st_mode & 0o077 != 0
        else {
            return []
        }
        return [
            GalleryProblem("\(path): others can look into this folder of faces; close it: chmod 700 \(path)")
        ]
    }
}
