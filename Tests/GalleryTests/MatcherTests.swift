import FaceTypes
import TestSupport
import Testing

@testable import Gallery

@Suite("open-set identification")
struct MatcherTests {
    private let gallery = Gallery(people: [
        Person(
            name: Faces.name("Ada"),
            templates: [Faces.embedding(degrees: 0), Faces.embedding(degrees: 20)]
        ),
        Person(name: Faces.name("Bob"), templates: [Faces.embedding(degrees: 70)]),
        Person(name: Faces.name("Nobody"), templates: []),
    ])
    private let matcher = Matcher(threshold: 0.1, margin: 0.05)

    @Test("the nearest template of each person and the middle of all count alike")
    func known() throws {
        let identity = matcher.identify(Faces.embedding(degrees: 21), in: gallery)
        #expect(identity.person?.text == "Ada")
        // 2 - 2 cos of 1 and of 11 degrees, halved; Bob, who has one template, is 49 degrees away.
        #expect(abs(try #require(identity.d2) - (0.000305 + 0.036746) / 2) < 1e-5)
        #expect(abs(try #require(identity.nearest?.margin) - (0.687882 - 0.018525)) < 1e-4)
    }

    @Test("beyond the threshold nobody is known, but the nearest is told")
    func unknown() {
        let identity = matcher.identify(Faces.embedding(degrees: 40), in: gallery)
        #expect(identity.person == nil && identity.nearest?.person.text == "Ada" && identity.d2 != nil)
    }

    @Test("between two people nobody is known")
    func margin() {
        let close = Gallery(people: [
            Person(name: Faces.name("Ada"), templates: [Faces.embedding(degrees: 0)]),
            Person(name: Faces.name("Bob"), templates: [Faces.embedding(degrees: 4)]),
        ])
        #expect(matcher.identify(Faces.embedding(degrees: 1), in: close).person == nil)
        #expect(
            Matcher(threshold: 0.1, margin: 0).identify(Faces.embedding(degrees: 1), in: close).person?.text
                == "Ada"
        )
    }

    @Test("an empty gallery knows nobody")
    func empty() {
        let identity = matcher.identify(Faces.embedding(degrees: 0), in: Gallery(people: []))
        #expect(identity == .unknown(nearest: nil))
    }

    @Test("one person alone has no margin to keep")
    func alone() {
        let one = Gallery(people: [Person(name: Faces.name("Ada"), templates: [Faces.embedding(degrees: 0)])])
        guard case .known(let nearest) = matcher.identify(Faces.embedding(degrees: 1), in: one),
            nearest.margin == nil
        else {
            Issue.record("should be known, without a margin")
            return
        }
    }

    @Test("a duplicate of another person and a photo unlike the person's others are refused")
    func enrollment() throws {
        let rule = Enrollment(matcher: matcher)
        let ada = Faces.name("Ada")
        try rule.check(Faces.embedding(degrees: 10), as: ada, in: gallery)
        try rule.check(Faces.embedding(degrees: 120), as: Faces.name("Eve"), in: gallery)
        let duplicate = #expect(throws: GalleryError.self) {
            try rule.check(Faces.embedding(degrees: 71), as: ada, in: gallery)
        }
        #expect(duplicate?.description.hasPrefix("looks like Bob, who is enrolled already (d2 0") == true)
        let other = #expect(throws: GalleryError.self) {
            try rule.check(Faces.embedding(degrees: 170), as: ada, in: gallery)
        }
        #expect(other?.description.hasPrefix("does not look like the other photos of Ada") == true)
    }
}
