import FaceTypes
import Files
import Foundation
import TestSupport
import Testing

@testable import Gallery

@Suite("unknown faces that are kept")
struct InboxFolderTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func folder(_ change: (inout InboxFolder.Limits) -> Void = { _ in }) -> InboxFolder {
        var limits = InboxFolder.Limits()
        change(&limits)
        return InboxFolder(path: "\(temporary.path)/inbox", limits: limits)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("a visit is a file that only its owner can read, and says when it was")
    func add() throws {
        let inbox = folder()
        #expect(inbox.visits.isEmpty)
        try inbox.add([1, 2], seen: 1000...1004.25)
        // A write that was cut off goes with the next one.
        try temporary.write([1], to: "inbox/.facetop-4194304-1")
        try inbox.add([3], seen: 900...901)
        #expect(try Folder.entries(of: inbox.path).count == 2)
        let visits = inbox.visits
        #expect(visits.map(\.seen.upperBound) == [901, 1004.25] && visits[1].seen.lowerBound == 1000.25)
        #expect(try mode(inbox.path) == 0o700)
        for visit in visits { #expect(try mode(visit.path) == 0o600) }
        inbox.remove([visits[0]])
        #expect(inbox.visits == [visits[1]])
    }

    @Test("the oldest go where there are too many, too old ones or too large ones")
    func limits() throws {
        let few = folder { $0.count = 3 }
        for time in 1...5 { try few.add([UInt8(time)], seen: Double(time)...Double(time)) }
        #expect(few.visits.map(\.seen.upperBound) == [3, 4, 5])
        try few.add([9], seen: 40 * 86_400...40 * 86_400)
        #expect(few.visits.count == 1)
        let small = folder { $0.bytes = 25 }
        for time in 1...4 {
            let now = 40 * 86_400 + Double(time)
            try small.add([UInt8](repeating: UInt8(time), count: 10), seen: now...now)
        }
        #expect(small.visits.count == 2)
    }

    @Test("what got a name can be brought back until something else gets one, or a day is over")
    func aside() throws {
        let inbox = folder()
        for time in 1...3 { try inbox.add([UInt8(time)], seen: Double(time)...Double(time)) }
        let visits = inbox.visits
        try inbox.setAside([visits[0]])
        #expect(inbox.visits == [visits[1], visits[2]])
        inbox.bringBack()
        #expect(inbox.visits == visits)
        try inbox.setAside([visits[0]])
        try inbox.setAside([visits[1]])
        inbox.bringBack()
        #expect(inbox.visits == [visits[1], visits[2]])
        try inbox.setAside([visits[1]])
        let far = (Date().timeIntervalSince1970 + 90_000).rounded()
        try inbox.add([9], seen: far...far)
        inbox.bringBack()
        #expect(inbox.visits.map(\.seen.upperBound) == [far])
        try inbox.setAside(inbox.visits)
        #expect(inbox.clear() == 0)
        inbox.bringBack()
        #expect(inbox.visits.isEmpty)
    }

    @Test("other files are no visits, and stay")
    func others() throws {
        for name in [
            "x.png", "1-2.png", "-1-2-abc.png", "99999999999999999999-1-a.png", "1-1-a.jpg", "notes.txt",
        ] {
            try temporary.write([1], to: "inbox/\(name)")
        }
        #expect(folder().visits.isEmpty)
        try folder { $0.count = 1 }.add([1], seen: 5...5)
        #expect(try Folder.entries(of: "\(temporary.path)/inbox").count == 7)
    }

    @Test("faces are embedded once for each embedder, and nothing of them stays when all are gone")
    func embedded() throws {
        let inbox = folder()
        for angle in [10, 40] { try inbox.add([UInt8(angle)], seen: Double(angle)...Double(angle)) }
        let reader = GalleryFolder.PhotoReader(dimensions: Faces.dimensions) { _ in
            true
        } embed: { bytes, _ in
            .success(Faces.embedding(degrees: Double(bytes[0])))
        }
        let never = GalleryFolder.PhotoReader(dimensions: Faces.dimensions) { _ in
            true
        } embed: { _, _ in
            .failure(PhotoRefusal("embedded again"))
        }
        #expect(inbox.embedded(fingerprint: "v1", reader: reader).count == 2)
        let again = inbox.embedded(fingerprint: "v1", reader: never)
        #expect(again.map(\.embedding) == [10, 40].map { Faces.embedding(degrees: $0) })
        #expect(inbox.embedded(fingerprint: "v2", reader: never).isEmpty)
        inbox.remove(inbox.visits)
        #expect(try Folder.entries(of: inbox.path).isEmpty)
    }
}
