import Capture
import FaceTypes
import Foundation
import Gallery
import Recognition
import TestSupport
import Testing

@testable import facetop

@Suite("who is enrolled, for the screen")
struct GalleryOverviewTests {
    @Test("photos with what speaks for and against them, when somebody was seen last, and who is nearest")
    func overview() throws {
        let folder = try TemporaryFolder()
        let people = ["Barack Obama": ["obama.jpg", "obama2.jpg"], "Joe Biden": ["biden.jpg"]]
        for (person, files) in people {
            for file in files {
                try folder.write(
                    try Checkout.bytes("\(Checkout.demo)/\(file)"),
                    to: "gallery/\(person)/\(file)"
                )
            }
        }
        try folder.write([1, 2, 3], to: "gallery/Joe Biden/broken.jpg")
        let lines = [
            ("Barack Obama", "2026-11-26T12:00:00.500Z"), ("Joe Biden", "2026-11-26T13:00:00.000Z"),
            ("Barack Obama", "2026-11-26T12:30:00.250Z"), ("Barack Obama", "nonsense"),
        ].map { "{\"person\":\"\($0.0)\",\"time\":\"\($0.1)\"}\n" }
        try folder.write([UInt8](lines.joined().utf8) + [UInt8]("torn \"person\":\"x".utf8), to: "log")
        let store = GalleryStore(
            folder: GalleryFolder(path: "\(folder.path)/gallery"),
            models: "test",
            analyzer: try Shipped.analyzer.get(),
            policy: MatchPolicy(fixed: Matcher(threshold: 1.1, margin: 0.1)),
            extra: Gallery(people: [Person(name: Faces.name("Ada"), templates: [Faces.embedding(degrees: 3)])]
            )
        )
        try store.load()
        let summaries = GalleryOverview(store, logPath: "\(folder.path)/log").people
        #expect(summaries.map(\.name.text) == ["Ada", "Barack Obama", "Joe Biden"])
        #expect(summaries[0].photos.isEmpty && summaries[0].lastSeen == nil)
        let obama = summaries[1]
        #expect(obama.photos.map(\.file) == ["obama.jpg", "obama2.jpg"])
        #expect(obama.photos.allSatisfy { ($0.d2 ?? 9) < 1.1 && $0.problem == nil })
        #expect(obama.photos[0].d2 == obama.photos[1].d2 && obama.photos[0].quality == nil)
        let judged = GalleryOverview(
            store,
            logPath: nil,
            qualities: ["\(folder.path)/gallery/Barack Obama/obama.jpg": 0.5]
        )
        #expect(judged.people[1].photos.map(\.quality) == [0.5, nil])
        let time = ISO8601DateFormatter().date(from: "2026-11-26T12:30:00Z")
        #expect(obama.lastSeen == time?.timeIntervalSince1970)
        let biden = summaries[2]
        #expect(biden.photos.map(\.file) == ["biden.jpg", "broken.jpg"])
        #expect(biden.photos[0].d2 == nil && biden.photos[1].problem?.isEmpty == false)
        #expect(biden.nearest.map { $0.d2 > 1 } == true)
        #expect(GalleryOverview(store, logPath: nil).people.allSatisfy { $0.lastSeen == nil })
    }

    @Test("tomorrow begins at the next midnight here, also where a day has 23 hours")
    func midnight() {
        unsafe setenv("TZ", "Europe/Berlin", 1)
        tzset()
        defer {
            unsafe unsetenv("TZ")
            tzset()
        }
        // 2026-03-29 00:30 in Berlin, a day of 23 hours.
        let before = 1_774_740_600.0
        #expect(before.nextMidnight == before + 22.5 * 3600)
        #expect(before.nextMidnight.nextMidnight == before + 46.5 * 3600)
    }
}
