import FaceTypes
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Gallery

@Suite("the gallery's folder is the truth")
struct GalleryFolderTests {
    private let temporary: TemporaryFolder
    private let folder: GalleryFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = GalleryFolder(path: "\(temporary.path)/gallery")
    }

    /// Photos are files whose first byte is an angle; `x` is refused.
    ///
    /// Counts how many were embedded.
    private func load(fingerprint: String = "v1") -> (contents: GalleryFolder.Contents, embedded: Int) {
        var embedded = 0
        let contents = folder.load(fingerprint: fingerprint) { bytes, _ in
            embedded += 1
            return bytes == [UInt8(ascii: "x")]
                ? .failure(PhotoRefusal("no face is found"))
                : .success(Faces.embedding(degrees: Double(bytes[0])))
        }
        return (contents, embedded)
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
    }

    @Test("photos dropped into a person's folder enroll the person")
    func drop() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        try temporary.write([20], to: "gallery/Ada/two.PNG")
        try temporary.write([30], to: "gallery/Bob/b.jpeg")
        try temporary.write([40], to: "gallery/Bob/notes.txt")
        try temporary.write([50], to: "gallery/README.md")
        let (contents, embedded) = load()
        #expect(contents.gallery.people.map(\.name.text) == ["Ada", "Bob"])
        #expect(contents.gallery.people.map(\.templates.count) == [2, 1])
        #expect(embedded == 3)
    }

    @Test("embeddings are kept, and made again when photo, models or cache change")
    func cache() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        try temporary.write(Array("x".utf8), to: "gallery/Ada/bad.jpg")
        #expect(load().embedded == 2)
        let (again, embedded) = load()
        #expect(embedded == 0)
        #expect(again.gallery.templateCount == 1)
        #expect(again.problems.contains { $0.hasSuffix("bad.jpg: no face is found") })
        try temporary.write([11], to: "gallery/Ada/one.jpg")
        #expect(load().embedded == 1)
        #expect(load(fingerprint: "v2").embedded == 2)
        #expect(load(fingerprint: "v2").embedded == 0)
        for damage in ["", "{", "{\"schema\":1}", "[1,2]", String(repeating: "[", count: 100_000)] {
            try temporary.write(Array(damage.utf8), to: "gallery/.templates.json")
            #expect(load(fingerprint: "v2").embedded == 2)
        }
    }

    @Test("where no photo is left no embedding is, not even of another model")
    func forgotten() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        _ = load()
        try FileManager.default.removeItem(atPath: "\(folder.path)/Ada")
        _ = load(fingerprint: "v2")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/.templates.json"))
    }

    @Test("a cache that holds no unit vectors is not believed")
    func hostileCache() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        _ = load()
        let path = "\(folder.path)/.templates.json"
        let text = String(decoding: try Checkout.bytes(path), as: UTF8.self)
        for change in [("0.98", "98.0"), ("[", "[1,")] {
            try temporary.write(
                Array(text.replacing(change.0, with: change.1, maxReplacements: 1).utf8),
                to: "gallery/.templates.json"
            )
            #expect(load().embedded == 1)
        }
    }

    @Test("what is written is for the owner alone")
    func permissions() throws {
        let old = umask(0)
        defer { umask(old) }
        let photo = try folder.add([10], fileExtension: "jpg", to: Faces.name("Ada"))
        _ = load()
        #expect(mode(folder.path) == 0o700 && mode("\(folder.path)/Ada") == 0o700)
        #expect(mode(photo) == 0o600 && mode("\(folder.path)/.templates.json") == 0o600)
        #expect(unsafe chmod(folder.path, 0o755) == 0)
        #expect(load().contents.problems.contains { $0.contains("chmod 700") })
    }

    @Test("folders whose names could harm are passed over, and told of safely")
    func hostileNames() throws {
        try temporary.write([10], to: "gallery/a\u{1B}[2Jb/one.jpg")
        try temporary.write([10], to: "gallery/.secret/one.jpg")
        try temporary.write([10], to: "gallery/ blank/one.jpg")
        let (contents, embedded) = load()
        #expect(contents.gallery.people.isEmpty && embedded == 0)
        #expect(contents.problems.count == 2)
        #expect(contents.problems.allSatisfy { !$0.unicodeScalars.contains("\u{1B}") })
    }

    @Test("rename and remove")
    func changes() throws {
        let ada = Faces.name("Ada")
        let bob = Faces.name("Bob")
        try folder.add([10], fileExtension: "jpg", to: ada)
        try folder.add([10], fileExtension: "jpg", to: ada)
        try folder.add([20], fileExtension: "png", to: bob)
        #expect(load().contents.photos[ada]?.count == 1)
        #expect(throws: GalleryError.nameTaken(bob)) { try folder.rename(ada, to: bob) }
        #expect(throws: GalleryError.noSuchPerson(Faces.name("Eve"))) {
            try folder.rename(Faces.name("Eve"), to: ada)
        }
        try folder.rename(ada, to: Faces.name("Ada L."))
        #expect(load().contents.gallery.people.map(\.name.text) == ["Ada L.", "Bob"])
        try folder.remove(bob)
        #expect(load().contents.gallery.people.map(\.name.text) == ["Ada L."])
        #expect(throws: GalleryError.noSuchPerson(bob)) { try folder.remove(bob) }
        // Neither photos nor embeddings of who was removed are left.
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == ["Ada L.", ".templates.json"])
        let cache = String(decoding: try Checkout.bytes("\(folder.path)/.templates.json"), as: UTF8.self)
        #expect(cache.components(separatedBy: "embedding").count == 2)
    }

    @Test("what a power cut left of a removal or a write is gone at the next start")
    func interrupted() throws {
        // No process has the largest number that Linux allows.
        let left = [".removed-1-2/one.jpg", ".facetop-4194304-7", "Ada/.facetop-4194304-8"]
        let own = "Ada/.facetop-\(getpid())-9"
        for name in left + [own] { try temporary.write([10], to: "gallery/\(name)") }
        _ = load()
        for name in left { #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(name)")) }
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(own)"))
    }
}
