import FaceTypes
import TestSupport
import Testing

@testable import Gallery

@Suite("photos in the wrong folder")
struct GalleryAuditTests {
    private let audit = GalleryAudit(threshold: 1.1)

    private func photo(_ person: String, _ degrees: Double, isKept: Bool = false, changed: Double = 0)
        -> GalleryAudit.Photo
    {
        GalleryAudit.Photo(
            person: Faces.name(person),
            path: "\(person)/\(degrees)",
            embedding: Faces.embedding(degrees: degrees),
            isKept: isKept,
            changed: changed
        )
    }

    @Test("the worst goes first, so that it spoils no other")
    func order() {
        // Bob's photo among Ada's is nearer to each of Bob's than they are to each other.
        let photos = [
            photo("Ada", 0), photo("Ada", 5), photo("Ada", 95), photo("Bob", 90), photo("Bob", 101),
        ]
        #expect(audit.findings(in: photos).unused == [2])
    }

    @Test("one person's only photo is never in the wrong folder, nor is one that is kept")
    func spared() {
        #expect(audit.findings(in: [photo("Ada", 0), photo("Bob", 40)]).unused == [])
        #expect(
            audit.findings(in: [photo("Ada", 0), photo("Ada", 150, isKept: true), photo("Bob", 150)]).unused
                == [0]
        )
        #expect(audit.findings(in: []).problems == [])
    }

    @Test("two people are doubles if most photos of each are near the other's; twins are kept")
    func doubles() {
        let doubles = [photo("Ada", 0), photo("Ada", 3), photo("Bob", 1), photo("Bob", 4)]
        let findings = audit.findings(in: doubles)
        #expect(findings.unused == [] && findings.problems.count == 1)
        // One of three is no majority: that photo is in the wrong folder.
        let one = [photo("Ada", 0), photo("Ada", 3), photo("Ada", 90), photo("Bob", 90)]
        #expect(audit.findings(in: one).unused == [2])
        #expect(audit.findings(in: [photo("Ada", 0, isKept: true), photo("Bob", 1)]).problems == [])
    }
}
