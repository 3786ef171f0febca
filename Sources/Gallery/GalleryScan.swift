import FaceTypes
import Files
import Text

/// What lies in a gallery's folder, before a photo is opened: photos by person, and what nobody is recognized
/// by.
struct GalleryScan {
    /// A file that may be a photo.
    struct Photo {
        /// What it shows.
        enum Subject: Hashable {
            /// The person.
            case person(PersonName)
            /// Somebody who is not the person.
            case not(PersonName)
            /// Somebody whom nobody wants to hear of, until a moment in seconds since 1970.
            case ignored(until: Double)
            /// Somebody unknown.
            case unknown
        }

        let subject: Subject
        /// Whether somebody is recognized by it.
        var isTemplate: Bool {
            if case .person = subject { true } else { false }
        }
        let path: String
        /// The path inside the person's folder.
        let file: String
    }

    /// Everybody who has a folder.
    private(set) var people: [PersonName] = []
    private(set) var photos: [Photo] = []
    /// What is passed over, and why: a line each.
    private(set) var problems: [GalleryProblem] = []

    private let isPhoto: (String) -> Bool
    /// The folders that were entered, by their numbers on the disk: links can lead in a circle.
    private var entered: [FolderNumber: String] = [:]

    private struct FolderNumber: Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// Folders in folders are entered down to this.
    private static let maximumDepth = 8
    /// What systems and file servers put beside photos.
    private static let junk: Set<String> = [
        "@eaDir", "lost+found", "__MACOSX", "#recycle", "$RECYCLE.BIN", "System Volume Information",
        "Thumbs.db",
        "desktop.ini", "ehthumbs.db",
    ]

    /// Whether a name is one that people did not give: hidden files, and what systems make.
    static func isJunk(_ name: String) -> Bool { name.hasPrefix(".") || junk.contains(name) }

    /// Looks through a gallery.
    ///
    /// - Parameters:
    ///   - path: the gallery; one that is not there yet holds nothing.
    ///   - isPhoto: whether a file may be a photo; others are reported.
    /// - Throws: `FileError` where the gallery itself can't be read.
    init(of path: String, isPhoto: @escaping (String) -> Bool) throws(FileError) {
        self.isPhoto = isPhoto
        guard Folder.kind(of: path) != .nothing else { return }
        _ = take(path)
        let names = try Folder.entries(of: path).filter { !Self.isJunk($0) }
        let links = Set(names.filter { Folder.isLink("\(path)/\($0)") })
        // A link to another person's folder is the one that is too many.
        for name in names.filter({ !links.contains($0) }) + names.filter(links.contains) {
            let place = "\(path)/\(name)"
            switch Folder.kind(of: place) {
            case .folder: enter(person: name, place)
            case .file where isPhoto(place):
                note(place, "is in nobody's folder: move it into one that has the person's name")
            // The shipped gallery has one that explains it.
            case .file where name.hasPrefix("README"): continue
            case .file: note(place, "is no person's folder")
            case .other, .nothing: note(place, "is no folder, or a link that leads nowhere")
            }
        }
        scanIgnored(path)
    }

    /// Takes up the faces that nobody wants to hear of.
    private mutating func scanIgnored(_ path: String) {
        let folder = "\(path)/\(GalleryFolder.ignoredFolder)"
        for name in (try? Folder.entries(of: folder)) ?? [] where isPhoto("\(folder)/\(name)") {
            guard let until = GalleryFolder.expiry(ofIgnored: name) else { continue }
            photos.append(
                Photo(subject: .ignored(until: until), path: "\(folder)/\(name)", file: name)
            )
        }
    }

    /// Takes up the faces that somebody is not.
    private mutating func scanNegatives(_ path: String, of person: PersonName) {
        let folder = "\(path)/\(GalleryFolder.negativesFolder)"
        for name in (try? Folder.entries(of: folder)) ?? []
        where !Self.isJunk(name) && isPhoto("\(folder)/\(name)") {
            photos.append(Photo(subject: .not(person), path: "\(folder)/\(name)", file: name))
        }
    }

    private mutating func enter(person folder: String, _ path: String) {
        do throws(PersonName.Refusal) {
            let name = try PersonName(folder)
            // A name that was trimmed would be another folder than the one on the disk.
            guard name.text == folder else {
                return note(path, "the name has blanks around it; rename the folder")
            }
            let count = photos.count
            guard enter(path, of: name, prefix: "", depth: 1) else { return }
            people.append(name)
            if photos.count == count { note(path, "holds no photo") }
            scanNegatives(path, of: name)
        } catch {
            note(path, "\(error)")
        }
    }

    /// Takes up a folder's photos, and those of the folders in it; false where it was taken up already.
    @discardableResult
    private mutating func enter(_ path: String, of person: PersonName, prefix: String, depth: Int) -> Bool {
        if let first = take(path) {
            // Two people who are one by a link are merged as others are.
            let isPerson = depth == 1 && AtomicFile.parent(of: first) == AtomicFile.parent(of: path)
            let name = String(first.split(separator: "/").last ?? "")
            note(
                path,
                "is the same folder as \(first.printable), by a link, and counts once; remove the link"
                    + (isPerson ? "" : ": rm \(path.quoted)"),
                remedy: isPerson ? .merge(folder: person.text, into: name) : nil
            )
            return false
        }
        let names: [String]
        do throws(FileError) { names = try Folder.entries(of: path) } catch {
            note(path, "\(error.problem); \(person) is recognized by nothing in it")
            return true
        }
        for name in names where !Self.isJunk(name) {
            let place = "\(path)/\(name)"
            switch Folder.kind(of: place) {
            case .folder where depth < Self.maximumDepth:
                enter(place, of: person, prefix: "\(prefix)\(name)/", depth: depth + 1)
            case .folder: note(place, "is too deep in the person's folder")
            case .file where isPhoto(place):
                photos.append(Photo(subject: .person(person), path: place, file: prefix + name))
            case .file: note(place, "is no picture")
            case .other, .nothing: note(place, "is no file, or a link that leads nowhere")
            }
        }
        return true
    }

    /// Notes that a folder was entered; returns the path of an earlier time.
    private mutating func take(_ path: String) -> String? {
        let identity = Folder.identity(of: path)
        let number = FolderNumber(device: identity.device, number: identity.number)
        defer { if entered[number] == nil { entered[number] = path } }
        return entered[number]
    }

    private mutating func note(_ path: String, _ problem: String, remedy: GalleryProblem.Remedy? = nil) {
        problems.append(GalleryProblem("\(path.printable): \(problem)", remedy: remedy))
    }
}
