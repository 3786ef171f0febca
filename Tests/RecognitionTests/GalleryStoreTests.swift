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
