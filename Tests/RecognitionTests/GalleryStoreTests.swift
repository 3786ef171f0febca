import Capture
import FaceTypes
import Gallery
import TestSupport
import Testing
import Vision

@testable import Recognition

@Suite("who is enrolled")
struct GalleryStoreTests {
    private func store(_ folder: TemporaryFolder) throws -> GalleryStore {
        let store = GalleryStore(
            folder: GalleryFolder(path: "\(folder.path)/gallery"),
            models: "test",
            analyzer: try Shipped.analyzer.get(),
            policy: MatchPolicy(fixed: Matcher(threshold: 1.1, margin: 0.1))
        )
        try store.load()
        return store
    }

    private func photo(_ name: String) throws -> (frame: Frame, bytes: [UInt8]) {
        let bytes = try Checkout.bytes("\(Checkout.demo)/\(name)")
        return (try Picture.decode(bytes, name: name), bytes)
    }

    @Test("what is enrolled does not depend on the confidence that is shown")
    func confidence() throws {
        let frame = try photo("obama2.jpg").frame
        let usual = try Shipped.analyzer.get()
        let lax = FaceAnalyzer(
            detector: usual.detector,
            recognizer: usual.recognizer,
            confidence: 0.01
        )
        #expect(lax.faces(in: frame).count > usual.faces(in: frame).count)
        #expect(try lax.onlyFace(in: frame).get().embedding == usual.onlyFace(in: frame).get().embedding)
    }

    @Test("what is no good photo is refused, and nothing is written")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let biden = try photo("biden.jpg")
        let name = Faces.name("Joe Biden")
        func refusal(_ frame: Frame, forced: Bool = false, as name: PersonName = name) -> String? {
            let error = #expect(throws: EnrollmentProblem.self) {
                try store.enroll(frame, original: nil, as: name, isForced: forced)
            }
            return error?.description
        }
        let gray = Frame(pixels: [UInt8](repeating: 128, count: 300 * 300 * 3), width: 300, height: 300)
        #expect(refusal(gray) == "no face is found")
        #expect(refusal(gray, forced: true) == "no face is found")
        let two = try beside(biden.frame, try photo("obama.jpg").frame)
        #expect(refusal(two) == "2 faces are found; cut the photo to one")
        #expect(store.photos.isEmpty)

        try store.enroll(biden.frame, original: biden.bytes, as: name, isForced: false)
        #expect(refusal(biden.frame, as: Faces.name("Somebody"))?.hasPrefix("looks like Joe Biden") == true)
        try store.enroll(
            biden.frame,
            original: nil,
            as: Faces.name("Somebody"),
            isForced: true
        )
        #expect(store.gallery.people.count == 2)
        // Forced, the largest of several faces is cut out and kept.
        try store.enroll(two, original: nil, as: Faces.name("Larger"), isForced: true)
        #expect(store.gallery.people.count == 3)
    }

    @Test("several pictures enroll one person, or nobody; that can be undone")
    func several() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let obama = try ["obama.jpg", "obama2.jpg"].map { try photo($0).frame }
        let biden = try photo("biden.jpg").frame
        let gray = Frame(pixels: [UInt8](repeating: 128, count: 300 * 300 * 3), width: 300, height: 300)
        let name = Faces.name("Barack Obama")
        // Somebody else among them.
        #expect(throws: EnrollmentProblem.self) { try store.enroll(obama + [biden], as: name) }
        #expect(throws: EnrollmentProblem.self) { try store.enroll([gray], as: name) }
        #expect(store.gallery.people.isEmpty && store.photos.isEmpty)
        // What shows no face is left out.
        #expect(try store.enroll(obama + [gray], as: name) == 2)
        #expect(store.gallery.people.map(\.templates.count) == [2])
        #expect(throws: EnrollmentProblem.self) { try store.enroll([obama[0]], as: Faces.name("Another")) }
        _ = try store.undo()
        #expect(store.gallery.people.isEmpty)
    }

    @Test("visits of one face are one person in the inbox, which can be named, ignored and deleted")
    func inbox() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let inbox = Inbox(InboxFolder(path: "\(folder.path)/inbox"), store, try Shipped.analyzer.get())
        let visits = ["obama.jpg", "biden.jpg", "obama2.jpg", "astronaut.png"]
        for (index, file) in visits.enumerated() {
            let time = Double(index)
            try inbox.keep(UnknownVisit(picture: try photo(file).frame, seen: time...time + 0.5))
        }
        let people = inbox.people()
        #expect(people.map(\.visits) == [2, 1, 1] && people[0].seen == -0.5...2.5)
        #expect(try inbox.assign([people[0].id], to: Faces.name("Barack Obama")) == 2)
        #expect(store.identify(try embedding("obama.jpg")).person == Faces.name("Barack Obama"))
        let others = inbox.people()
        #expect(others.count == 2)
        let biden = try #require(others.first { $0.seen.upperBound == 1.5 })
        try inbox.ignore([biden.id])
        #expect(store.matcher.isIgnored(try embedding("biden.jpg"), in: store.gallery, at: 1e10))
        inbox.discard(inbox.people().map(\.id))
        #expect(inbox.people().isEmpty)
    }

    private func embedding(_ file: String) throws -> Embedding {
        try Shipped.analyzer.get().onlyFace(in: try photo(file).frame).get().embedding
    }

    /// Two pictures side by side, both at the height of 600 pixels.
    private func beside(_ left: Frame, _ right: Frame) throws -> Frame {
        var parts: [[UInt8]] = []
        for frame in [left, right] {
            let box = Box(x: 0, y: 0, width: Float(frame.width), height: Float(frame.width))
            let square = try #require(frame.cropped(to: box))
            var resizer = Resizer(width: 600, height: 600)
            resizer.resize(square)
            parts.append(resizer.pixels)
        }
        let rows = (0..<600).flatMap { y in parts.flatMap { Array($0[y * 1800..<(y + 1) * 1800]) } }
        return Frame(pixels: rows, width: 1200, height: 600)
    }
}
