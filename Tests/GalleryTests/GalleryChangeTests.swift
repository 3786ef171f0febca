import FaceTypes
import Files
import Foundation
import TestSupport
import Testing

@testable import Gallery

@Suite("changes of the gallery that can be undone")
struct GalleryChangeTests {
    private let temporary: TemporaryFolder
    private let folder: GalleryFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = GalleryFolder(path: "\(temporary.path)/gallery")
        for (person, photos) in [("Ada", [10, 12]), ("Bob", [90])] {
            for photo in photos {
                try folder.add([UInt8(photo)], fileExtension: "png", to: Faces.name(person))
            }
        }
    }

    /// Photos are files whose only byte is an angle.
    private func load() throws -> Gallery {
        let reader = GalleryFolder.PhotoReader(dimensions: Faces.dimensions) {
            $0.hasSuffix(".png")
        } embed: { bytes, _ in
            .success(Faces.embedding(degrees: Double(bytes[0])))
        }
        return try folder.load(fingerprint: "v1", reader: reader).gallery
    }

    private func people(_ gallery: Gallery) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: gallery.people.map { ($0.name.text, $0.templates.count) })
    }

    /// All files of the gallery, but for what a start makes anew.
    private func files() -> [String: Data] {
        var files: [String: Data] = [:]
        for path in FileManager.default.subpaths(atPath: folder.path) ?? []
        where !path.hasPrefix(".templates") {
            files[path] = FileManager.default.contents(atPath: "\(folder.path)/\(path)")
        }
        return files
    }

    private static let requests: [(GalleryRequest, [String: Int])] = [
        (.rename(Faces.name("Ada"), to: Faces.name("Grace")), ["Grace": 2, "Bob": 1]),
        (.merge(Faces.name("Bob"), into: Faces.name("Ada")), ["Ada": 3]),
        (.remove(Faces.name("Ada")), ["Bob": 1]),
        (.disown([11], "png", from: Faces.name("Ada")), ["Ada": 2, "Bob": 1]),
        (.ignore([200], "png", until: .infinity), ["Ada": 2, "Bob": 1]),
    ]

    @Test("each is done, and undone as if nothing had been, also after a restart", arguments: 0..<5)
    func undo(index: Int) throws {
        let (request, expected) = Self.requests[index]
        _ = try load()
        let before = files()
        let change = try folder.perform(request)
        #expect(people(try load()) == expected)
        #expect(folder.lastChange == change)
        // Another program, later.
        #expect(try GalleryFolder(path: folder.path).undo() == change)
        #expect(people(try load()) == ["Ada": 2, "Bob": 1])
        #expect(files().filter { !$0.value.isEmpty } == before.filter { !$0.value.isEmpty })
        #expect(throws: GalleryError.nothingToUndo) { try folder.undo() }
    }

    @Test("who is removed is gone for good with the next change, or a day later; nobody else sees the files")
    func forget() throws {
        _ = try folder.perform(.remove(Faces.name("Ada")))
        _ = try load()
        func hidden() throws -> [String] {
            try Folder.entries(of: folder.path).filter { $0.hasPrefix(".undo-") }
        }
        #expect(try hidden().count == 1)
        _ = try folder.perform(.rename(Faces.name("Bob"), to: Faces.name("Rob")))
        #expect(try hidden().isEmpty)
        _ = try folder.perform(.remove(Faces.name("Rob")))
        let old = Date(timeIntervalSinceNow: -90_000)
        try FileManager.default.setAttributes(
            [.modificationDate: old],
            ofItemAtPath: "\(folder.path)/.undo.json"
        )
        _ = try load()
        #expect(try hidden().isEmpty && folder.lastChange == nil)
    }

    @Test("a face that is not somebody is unknown where it is nearer to that than to a photo")
    func negatives() throws {
        _ = try folder.perform(.disown([20], "png", from: Faces.name("Ada")))
        let gallery = try load()
        let matcher = Matcher(threshold: 0.5, margin: 0)
        let near = matcher.identify(Faces.embedding(degrees: 11), in: gallery)
        #expect(near.person == Faces.name("Ada"))
        let far = Faces.embedding(degrees: 19)
        #expect(matcher.identify(far, in: gallery).person == nil)
        #expect(matcher.identify(far, in: gallery).nearest?.person == Faces.name("Ada"))
        let candidates = matcher.candidates(far, in: gallery, atMost: 8)
        #expect(
            candidates.map(\.person.text) == ["Ada", "Bob"] && candidates.map(\.isDisowned) == [true, false]
        )
        #expect(candidates[0].photo?.hasSuffix(".png") == true)
        // It goes where the person goes.
        _ = try folder.perform(.merge(Faces.name("Ada"), into: Faces.name("Bob")))
        #expect(try load().people.map(\.negatives.count) == [1])
        let disownNobody = GalleryRequest.disown([1], "png", from: Faces.name("Nobody"))
        #expect(throws: GalleryError.noSuchPerson(Faces.name("Nobody"))) { try folder.perform(disownNobody) }
    }

    @Test("a face is ignored until a time, or for ever")
    func ignored() throws {
        _ = try folder.perform(.ignore([200], "png", until: 1000))
        _ = try folder.perform(.ignore([240], "png", until: .infinity))
        let gallery = try load()
        let matcher = Matcher(threshold: 0.3, margin: 0)
        // The first one was over when the second one came.
        #expect(gallery.ignored.map(\.until) == [.infinity])
        #expect(matcher.isIgnored(Faces.embedding(degrees: 241), in: gallery, at: 5e9))
        #expect(!matcher.isIgnored(Faces.embedding(degrees: 100), in: gallery, at: 0))
        let soon = Gallery(people: [], ignored: [.init(embedding: Faces.embedding(degrees: 0), until: 10)])
        #expect(matcher.isIgnored(Faces.embedding(degrees: 1), in: soon, at: 9))
        #expect(!matcher.isIgnored(Faces.embedding(degrees: 1), in: soon, at: 10))
    }

    @Test("what the user closed stays closed for negatives and ignored faces, too")
    func closed() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        }
        let refused = GalleryError.closed(path: folder.path, mode: "500")
        #expect(throws: refused) { try folder.ignore([1], fileExtension: "png", until: .infinity) }
        #expect(throws: refused) { try folder.disown([1], fileExtension: "png", from: Faces.name("Ada")) }
    }

    @Test("a journal that somebody wrote leads to no other files")
    func hostile() throws {
        let outside = "\(temporary.path)/precious.png"
        try Data([1]).write(to: URL(filePath: outside))
        let changes = [
            "{\"schema\":1,\"change\":{\"disowned\":{\"_0\":\"Ada\",\"file\":\"\(outside)\"}}}",
            "{\"schema\":1,\"change\":{\"disowned\":{\"_0\":\"Ada\",\"file\":\"Ada/../../precious.png\"}}}",
            "{\"schema\":1,\"change\":{\"removed\":{\"_0\":\"Eve\",\"folder\":\"../../etc\"}}}",
            "{\"schema\":1,\"change\":{\"renamed\":{\"_0\":\"../x\",\"to\":\"Ada\"}}}",
            "{\"schema\":2}", "nonsense", "",
        ]
        for change in changes {
            try Data(change.utf8).write(to: URL(filePath: "\(folder.path)/.undo.json"))
            _ = try? folder.undo()
            #expect(Folder.kind(of: outside) == .file)
            #expect(people(try load()) == ["Ada": 2, "Bob": 1])
        }
    }
}
