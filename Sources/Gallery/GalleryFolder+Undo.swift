public import FaceTypes
import Files
import Text

// The last change of the gallery can be undone, for a day, also after a restart.
extension GalleryFolder {
    /// The last change, as it stands on the disk.
    private struct Journal: Codable {
        var schema = 1
        var change: GalleryChange
    }

    private static let journal = ".undo.json"
    /// How hidden folders begin that wait for being undone, or forgotten.
    private static let undoPrefix = ".undo-"
    private static let maximumBytes = 10_000_000
    /// How long a change can be undone, in seconds: who is removed must be gone some day.
    static let undoLife = 86_400.0

    private var journalPath: String { "\(path)/\(Self.journal)" }

    /// Changes the gallery; what could be undone before then can't any more.
    ///
    /// - Returns: what was done.
    /// - Throws: `GalleryError`; nothing is changed then.
    public func perform(_ request: GalleryRequest) throws(GalleryError) -> GalleryChange {
        let change: GalleryChange
        switch request {
        case .rename(let old, let new):
            try rename(old, to: new)
            change = .renamed(old.text, to: new.text)
        case .merge(let double, let name): change = try mergeUndoably(double, into: name)
        case .remove(let name):
            guard holds(name) else { throw .noSuchPerson(name) }
            change = .removed(name.text, folder: try hide(name))
            // It may hold the person's embeddings; the next load makes it anew from the photos that are left.
            TemplateCache.remove(folder: path)
        case .disown(let bytes, let ending, let name):
            let file = try disown(bytes, fileExtension: ending, from: name)
            change = .disowned(name.text, file: inside(file))
        case .ignore(let bytes, let ending, let until):
            change = .ignored(file: inside(try ignore(bytes, fileExtension: ending, until: until)))
        }
        try note(change)
        return change
    }

    /// Notes that photos were added to a person, by their paths, so that it can be undone.
    public func noteEnrolled(_ name: PersonName, _ photos: [String]) throws(GalleryError) {
        try note(.enrolled(name.text, files: photos.map(inside)))
    }

    /// The part of a path inside the gallery.
    private func inside(_ file: String) -> String { String(file.dropFirst(path.count + 1)) }

    /// Notes a change, so that it can be undone.
    private func note(_ change: GalleryChange) throws(GalleryError) {
        do throws(FileError) {
            try AtomicFile.write(JSON.line(Journal(change: change)), to: journalPath)
        } catch {
            throw .file(error)
        }
        removeLeftovers()
    }

    /// The change that can be undone, if there is one.
    public var lastChange: GalleryChange? {
        guard let stamp = FileStamp(of: journalPath),
            Clock.system.present.wallTime - stamp.modified < Self.undoLife,
            let bytes = try? RegularFile.read(journalPath, limit: Self.maximumBytes),
            let journal = try? JSON.decode(Journal.self, from: bytes), journal.schema == 1
        else { return nil }
        return journal.change
    }

    /// Takes the last change back.
    ///
    /// - Returns: what is no longer so.
    /// - Throws: `GalleryError.nothingToUndo`, or what keeps it from being undone, which then can be tried again.
    public func undo() throws(GalleryError) -> GalleryChange {
        guard let change = lastChange else { throw .nothingToUndo }
        switch change {
        case .renamed(let old, let new):
            guard let old = Self.name(old), let new = Self.name(new) else { throw .nothingToUndo }
            try rename(new, to: old)
        case .merged(let double, let name, let files, let rest):
            guard let double = Self.name(double), let name = Self.name(name) else { throw .nothingToUndo }
            try bringBack(double, from: rest)
            for (new, old) in files where Self.isInside(new) && Self.isInside(old) {
                try move("\(path)/\(name)/\(new)", to: "\(path)/\(double)/\(old)")
            }
        case .removed(let name, let folder):
            guard let name = Self.name(name) else { throw .nothingToUndo }
            try bringBack(name, from: folder)
        case .disowned(_, let file), .ignored(let file):
            if Self.isInside(file) { AtomicFile.remove("\(path)/\(file)") }
        case .enrolled(let name, let files):
            for file in files where Self.isInside(file) { AtomicFile.remove("\(path)/\(file)") }
            if let name = Self.name(name), (try? Folder.entries(of: "\(path)/\(name)"))?.isEmpty == true {
                try remove(name)
            }
        }
        AtomicFile.remove(journalPath)
        AtomicFile.synchronize(folder: path)
        return change
    }

    /// Whether a hidden entry of the gallery waits for being undone, and can't be any more.
    func isForgotten(_ entry: String) -> Bool {
        if entry == Self.journal { return lastChange == nil }
        guard entry.hasPrefix(Self.undoPrefix) else { return false }
        switch lastChange {
        case .removed(_, let folder): return entry != folder
        case .merged(_, _, _, let rest): return entry != rest
        default: return true
        }
    }

    private func mergeUndoably(_ double: PersonName, into name: PersonName) throws(GalleryError)
        -> GalleryChange
    {
        guard double != name else { throw .samePerson(name) }
        for person in [double, name] where !holds(person) { throw .noSuchPerson(person) }
        guard Folder.identity(of: "\(path)/\(double)") != Folder.identity(of: "\(path)/\(name)") else {
            // One is a link to the other, and gone afterwards.
            try merge(double, into: name)
            return .merged(double.text, into: name.text, files: [:], rest: "")
        }
        let files = try moveFiles(from: "\(path)/\(double)", to: "\(path)/\(name)")
        return .merged(double.text, into: name.text, files: files, rest: try hide(double))
    }

    /// Gives a person's folder a hidden name.
    private func hide(_ name: PersonName) throws(GalleryError) -> String {
        let hidden = "\(Self.undoPrefix)\(UInt64.random(in: 0...UInt64.max))"
        try move("\(path)/\(name)", to: "\(path)/\(hidden)")
        AtomicFile.synchronize(folder: path)
        return hidden
    }

    private func bringBack(_ name: PersonName, from hidden: String) throws(GalleryError) {
        guard Folder.kind(of: "\(path)/\(name)") == .nothing else { throw .nameTaken(name) }
        guard hidden.hasPrefix(Self.undoPrefix), !hidden.contains("/") else { throw .nothingToUndo }
        try move("\(path)/\(hidden)", to: "\(path)/\(name)")
    }

    /// The journal is a file as any other: what stands in it is checked before it is followed.
    private static func name(_ text: String) -> PersonName? { try? PersonName(text) }

    private static func isInside(_ file: String) -> Bool {
        !file.isEmpty && !file.hasPrefix("/") && !file.split(separator: "/").contains("..")
    }
}
