import FaceTypes
import Files
import FoundationEssentials
import Glibc
import Synchronization
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
    private func load(
        fingerprint: String = "v1",
        threshold: Float? = nil
    ) throws -> (contents: GalleryFolder.Contents, embedded: Int) {
        let embedded = Counter()
        let reader = GalleryFolder.PhotoReader(dimensions: Faces.dimensions) { path in
            [".jpg", ".jpeg", ".png"].contains { path.lowercased().hasSuffix($0) }
        } embed: { bytes, _ in
            embedded.number.wrappingAdd(1, ordering: .relaxed)
            return bytes == [UInt8(ascii: "x")]
                ? .failure(PhotoRefusal("no face is found"))
                : .success(Faces.embedding(degrees: Double(bytes[0])))
        }
        let contents = try folder.load(fingerprint: fingerprint, reader: reader, threshold: threshold)
        return (contents, embedded.number.load(ordering: .relaxed))
    }

    private final class Counter: Sendable {
        let number = Atomic(0)
    }

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt32(status.st_mode) & 0o7777 : 0
    }

    /// Where the cache lies, from the temporary folder.
    private func cacheName(_ fingerprint: String = "v1") -> String {
        TemplateCache.path("gallery", fingerprint)
    }

    @Test("photos dropped into a person's folder enroll the person")
    func drop() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        try temporary.write([20], to: "gallery/Ada/two.PNG")
        try temporary.write([30], to: "gallery/Bob/b.jpeg")
        try temporary.write([40], to: "gallery/Bob/notes.txt")
        try temporary.write([50], to: "gallery/README.md")
        let (contents, embedded) = try load()
        #expect(contents.gallery.people.map(\.name.text) == ["Ada", "Bob"])
        #expect(contents.gallery.people.map(\.templates.count) == [2, 1])
        #expect(embedded == 3)
    }

    @Test("embeddings are kept, and made again when photo, models or cache change")
    func cache() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        try temporary.write(Array("x".utf8), to: "gallery/Ada/bad.jpg")
        #expect(try load().embedded == 2)
        let (again, embedded) = try load()
        #expect(embedded == 0)
        #expect(again.gallery.templateCount == 1)
        #expect(again.problems.contains { $0.description.hasSuffix("bad.jpg: no face is found") })
        try temporary.write([11], to: "gallery/Ada/one.jpg")
        #expect(try load().embedded == 1)
        #expect(try load(fingerprint: "v2").embedded == 2)
        #expect(try load(fingerprint: "v2").embedded == 0)
        // Each of the two has a cache of its own.
        #expect(try load().embedded == 0)
        #expect(try load(fingerprint: "v2").embedded == 0)
        for damage in ["", "{", "{\"schema\":1}", "[1,2]", String(repeating: "[", count: 100_000)] {
            try temporary.write(Array(damage.utf8), to: cacheName("v2"))
            #expect(try load(fingerprint: "v2").embedded == 2)
        }
    }

    @Test("where no photo is left no embedding is, not even of another model")
    func forgotten() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        _ = try load()
        try FileManager.default.removeItem(atPath: "\(folder.path)/Ada")
        _ = try load(fingerprint: "v2")
        #expect(!FileManager.default.fileExists(atPath: "\(temporary.path)/\(cacheName())"))
    }

    @Test("a photo that is gone leaves nothing in the caches of other embedders, and old caches go")
    func otherCaches() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        try temporary.write([20], to: "gallery/Ada/two.jpg")
        for version in ["v1", "v2", "v3"] { #expect(try load(fingerprint: version).embedded == 2) }
        try FileManager.default.removeItem(atPath: "\(folder.path)/Ada/two.jpg")
        // Whoever is first to see it, one that has a cache or a new one.
        for version in ["v1", "v4"] {
            _ = try load(fingerprint: version)
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file != "Ada" {
                let text = String(decoding: try Checkout.bytes("\(folder.path)/\(file)"), as: UTF8.self)
                #expect(text.components(separatedBy: "\"embedding\"").count == 2, "\(file)")
            }
        }
        for version in 5...12 { _ = try load(fingerprint: "v\(version)") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 5)
    }

    @Test("a cache that holds no unit vectors is not believed")
    func hostileCache() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        _ = try load()
        let path = "\(temporary.path)/\(cacheName())"
        let text = String(decoding: try Checkout.bytes(path), as: UTF8.self)
        let pattern = /"embedding"\s*:\s*"([^"]*)"/
        let good = try #require(text.firstMatch(of: pattern)).1
        // Too many numbers, too few, none, bytes that are no numbers, infinity and NaN, and no base 64 at all.
        for other in ["\(good)\(good)", "AACAPw==", "", "AAAA", "AACAfwAAwH8=", "\(good.dropLast(3))!!!"] {
            let changed = text.replacing(pattern, with: "\"embedding\":\"\(other)\"")
            #expect(changed != text)
            try temporary.write(Array(changed.utf8), to: cacheName())
            #expect(try load().embedded == 1)
        }
    }

    @Test("what is written in a cache by somebody else does no harm")
    func hostileAudit() throws {
        for (angle, file) in [(0, "Ada/a"), (100, "Ada/b")] {
            try temporary.write([UInt8(angle)], to: "gallery/\(file).jpg")
        }
        try temporary.write(Array("x".utf8), to: "gallery/Ada/c.jpg")
        #expect(try load(threshold: 1.1).contents.gallery.templateCount == 1)
        let text = String(decoding: try Checkout.bytes("\(temporary.path)/\(cacheName())"), as: UTF8.self)
        for change in [("\"unused\":[1]", "\"unused\":[7,-1]"), ("\"unused\":[0]", "\"unused\":[7]")] {
            try temporary.write(
                Array(text.replacing(change.0, with: change.1).utf8),
                to: cacheName()
            )
            #expect(try load(threshold: 1.1).contents.gallery.templateCount == 1)
        }
        let evil = text.replacing("no face is found", with: "\\u001b[2J").replacing(
            "looks like none",
            with: "\\u001b[2J"
        )
        try temporary.write(Array(evil.utf8), to: cacheName())
        let problems = try load(threshold: 1.1).contents.problems
        #expect(problems.contains { $0.description.contains("[2J") })
        #expect(problems.allSatisfy { !$0.description.unicodeScalars.contains("\u{1B}") })
    }

    @Test("what is written is for the owner alone")
    func permissions() throws {
        let old = umask(0)
        defer { umask(old) }
        let photo = try folder.add([10], fileExtension: "jpg", to: Faces.name("Ada"))
        _ = try load()
        #expect(mode(folder.path) == 0o700 && mode("\(folder.path)/Ada") == 0o700)
        #expect(mode(photo) == 0o600 && mode("\(temporary.path)/\(cacheName())") == 0o600)
        #expect(unsafe chmod(folder.path, 0o755) == 0)
        #expect(try load().contents.problems.contains { $0.description.contains("chmod 700") })
    }

    @Test("folders whose names could harm are passed over, and told of safely")
    func hostileNames() throws {
        try temporary.write([10], to: "gallery/a\u{1B}[2Jb/one.jpg")
        try temporary.write([10], to: "gallery/.secret/one.jpg")
        try temporary.write([10], to: "gallery/ blank/one.jpg")
        let (contents, embedded) = try load()
        #expect(contents.gallery.people.isEmpty && embedded == 0)
        #expect(contents.problems.count == 2)
        #expect(contents.problems.allSatisfy { !$0.description.unicodeScalars.contains("\u{1B}") })
    }

    @Test("rename and remove")
    func changes() throws {
        let ada = Faces.name("Ada")
        let bob = Faces.name("Bob")
        try folder.add([10], fileExtension: "jpg", to: ada)
        try folder.add([10], fileExtension: "jpg", to: ada)
        try folder.add([20], fileExtension: "png", to: bob)
        #expect(try load().contents.photos[ada]?.count == 1)
        #expect(throws: GalleryError.nameTaken(bob)) { try folder.rename(ada, to: bob) }
        #expect(throws: GalleryError.noSuchPerson(Faces.name("Eve"))) {
            try folder.rename(Faces.name("Eve"), to: ada)
        }
        try folder.rename(ada, to: Faces.name("Ada L."))
        #expect(try load().contents.gallery.people.map(\.name.text) == ["Ada L.", "Bob"])
        try folder.remove(bob)
        #expect(try load().contents.gallery.people.map(\.name.text) == ["Ada L."])
        #expect(throws: GalleryError.noSuchPerson(bob)) { try folder.remove(bob) }
        // Neither photos nor embeddings of who was removed are left.
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == ["Ada L.", String(cacheName().dropFirst("gallery/".count))])
        let cache = String(decoding: try Checkout.bytes("\(temporary.path)/\(cacheName())"), as: UTF8.self)
        #expect(cache.components(separatedBy: "embedding").count == 2)
    }

    @Test("what a power cut left of a removal or a write is gone at the next start")
    func interrupted() throws {
        // No process has the largest number that Linux allows.
        let left = [
            ".removed-1-2/one.jpg", ".facetop-4194304-7", "Ada/.facetop-4194304-8",
            "Ada/.not/.facetop-4194304-9", ".ignored/.facetop-4194304-10",
        ]
        let own = "Ada/.facetop-\(getpid())-9"
        for name in left + [own] { try temporary.write([10], to: "gallery/\(name)") }
        _ = try load()
        for name in left { #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/\(name)")) }
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(own)"))
    }

    @Test("photos in folders of a person's folder count, junk does not, and the rest is told once")
    func scan() throws {
        try temporary.write([10], to: "gallery/Ada/2019/summer/one.jpg")
        try temporary.write([11], to: "gallery/Ada/two.jpg")
        try temporary.write([12], to: "gallery/Ada/@eaDir/two.jpg")
        try temporary.write([13], to: "gallery/@eaDir/x/two.jpg")
        try temporary.write([13], to: "gallery/lost+found/two.jpg")
        try temporary.write([13], to: "gallery/.Trash-1000/two.jpg")
        try temporary.write([14], to: "gallery/Bob.jpg")
        try temporary.write([15], to: "gallery/Ada/letter.doc")
        try temporary.write([16], to: "gallery/README.md")
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/Eve",
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/Abe", withDestinationPath: "Ada")
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/Ada/loop",
            withDestinationPath: ".."
        )
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/Max",
            withDestinationPath: "nowhere"
        )
        #expect(unsafe chmod(folder.path, 0o700) == 0)
        let contents = try load().contents
        #expect(contents.gallery.people.map(\.name.text) == ["Ada"])
        #expect(contents.photos[Faces.name("Ada")] == ["2019/summer/one.jpg", "two.jpg"])
        let expected = [
            "Bob.jpg: is in nobody's folder", "Ada/letter.doc: is no picture", "Eve: holds no photo",
            "Abe: is the same folder as", "Max: is no folder", "Ada/loop: is the same folder as",
        ]
        for words in expected {
            #expect(
                contents.problems.filter { $0.description.contains(words) }.count == 1,
                "\(words) in \(contents.problems)"
            )
        }
    }

    @Test("a gallery that can't be read is an error, and no empty one")
    func unreadable() throws {
        try temporary.write([1], to: "gallery")
        #expect(throws: GalleryError.file(.notFolder(path: folder.path))) { try load() }
    }

    @Test("a folder that the user closed stays closed, and is not written")
    func closed() throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        for place in [folder.path, "\(folder.path)/Ada"] {
            #expect(unsafe chmod(place, 0o500) == 0)
            #expect(throws: GalleryError.closed(path: place, mode: "500")) {
                try folder.add([20], fileExtension: "jpg", to: Faces.name("Ada"))
            }
            #expect(mode(place) == 0o500)
            #expect(unsafe chmod(place, 0o750) == 0)
        }
        try folder.add([20], fileExtension: "jpg", to: Faces.name("Ada"))
        #expect(mode(folder.path) == 0o700 && mode("\(folder.path)/Ada") == 0o700)
    }

    @Test("a photo in the wrong folder is told of with both distances, and not used unless it is kept")
    func wrongPhoto() throws {
        // 2 - 2 cos: 10 degrees are 0.03, 90 are 2.
        for (angle, file) in [(0, "Ada/a"), (10, "Ada/b"), (92, "Ada/wrong"), (90, "Bob/a"), (95, "Bob/b")] {
            try temporary.write([UInt8(angle)], to: "gallery/\(file).jpg")
        }
        let found = try load(threshold: 1.1).contents
        #expect(found.gallery.people.map(\.templates.count) == [2, 2])
        let told = try #require(found.problems.first { $0.description.contains("wrong.jpg") })
        #expect(
            told.description.contains(
                "looks more like Bob (d2 0.00) than like the other photos of Ada (d2 1.72)"
            )
        )
        #expect(told.remedy == .keep(photo: "\(folder.path)/Ada/wrong.jpg"))
        try folder.keep("Ada/wrong.jpg")
        #expect(mode("\(folder.path)/.kept.json") == 0o600)
        let kept = try load(threshold: 1.1).contents
        #expect(kept.gallery.people.map(\.templates.count) == [3, 2])
        #expect(!kept.problems.contains { $0.description.contains("wrong.jpg") })
        #expect(throws: GalleryError.noSuchPhoto(path: "Ada/none.jpg")) { try folder.keep("Ada/none.jpg") }
        #expect(throws: GalleryError.self) { try folder.keep("/etc/passwd") }
        try temporary.write(Array("{".utf8), to: "gallery/.kept.json")
        #expect(throws: GalleryError.damaged(path: "\(folder.path)/.kept.json")) { try load(threshold: 1.1) }
    }

    @Test("of two photos that contradict each other the newer one is not used")
    func contradiction() throws {
        let older = try temporary.write([0], to: "gallery/Ada/z.jpg")
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)],
            ofItemAtPath: older
        )
        try temporary.write([100], to: "gallery/Ada/a.jpg")
        let found = try load(threshold: 1.1).contents
        #expect(found.gallery.templateCount == 1)
        #expect(
            found.problems.contains {
                $0.description.contains("a.jpg: looks like none of the other photos of Ada")
            }
        )
    }

    @Test("the same face under two names is told of, and merging makes one of them")
    func double() throws {
        let (ada, bob) = (Faces.name("Ada"), Faces.name("Bob"))
        for (angle, file) in [(0, "Ada/a"), (10, "Ada/b"), (0, "Bob/a"), (9, "Bob/c"), (90, "Eve/a")] {
            try temporary.write([UInt8(angle)], to: "gallery/\(file).jpg")
        }
        let found = try load(threshold: 1.1).contents
        #expect(found.gallery.people.map(\.templates.count) == [2, 2, 1])
        #expect(
            found.problems.contains {
                $0.description.hasPrefix("Ada and Bob look like one person (d2 0.00)")
                    && $0.remedy == .merge(folder: "Bob", into: "Ada")
            }
        )
        #expect(throws: GalleryError.samePerson(ada)) { try folder.merge(ada, into: ada) }
        #expect(throws: GalleryError.noSuchPerson(Faces.name("Max"))) {
            try folder.merge(Faces.name("Max"), into: ada)
        }
        try folder.merge(bob, into: ada)
        let merged = try load(threshold: 1.1).contents
        #expect(merged.photos[ada] == ["2-a.jpg", "a.jpg", "b.jpg", "c.jpg"] && merged.photos[bob] == nil)
        #expect(!merged.problems.contains { $0.description.contains("merge") })
        #expect(merged.problems.allSatisfy { $0.remedy == nil })
    }

    @Test("merging a link takes the link away, and no photo", arguments: ["Ada", "Link"])
    func link(stays: String) throws {
        try temporary.write([10], to: "gallery/Ada/one.jpg")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/Link", withDestinationPath: "Ada")
        try folder.merge(Faces.name(stays == "Ada" ? "Link" : "Ada"), into: Faces.name(stays))
        #expect(try load().contents.photos == [Faces.name(stays): ["one.jpg"]])
    }

    @Test("work that was interrupted is not lost: the cache grows while photos are embedded")
    func interruptedLoad() throws {
        for number in 1...20 { try temporary.write([UInt8(number)], to: "gallery/Ada/\(number).jpg") }
        let kept = "\(temporary.path)/kept.json"
        let cache = "\(temporary.path)/\(cacheName())"
        let told = Counter()
        let reader = GalleryFolder.PhotoReader(dimensions: Faces.dimensions) { _ in
            true
        } embed: { bytes, _ in
            // What would be there if the program were killed now.
            if bytes == [15] { try? FileManager.default.copyItem(atPath: cache, toPath: kept) }
            return .success(Faces.embedding(degrees: Double(bytes[0])))
        }
        _ = try folder.load(fingerprint: "v1", reader: reader, writingEvery: 0) { done, all in
            if done <= all, all == 20 { told.number.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(told.number.load(ordering: .relaxed) == 20)
        try FileManager.default.removeItem(atPath: cache)
        try FileManager.default.moveItem(atPath: kept, toPath: cache)
        let embedded = try load().embedded
        // How many were written by then is for the threads to say; that some were is what counts.
        #expect(embedded > 0 && embedded < 20)
    }
}
