import FaceTypes
import Gallery
import TestSupport
import Testing
import Vision

@testable import Recognition

@Suite("when a face is somebody known")
struct MatchPolicyTests {
    private static let description = EmbedderDescription.mobileFace(
        threshold: 1.2,
        margin: 0.1,
        strangers: StrangerModel(single: [1.8, 1.6, 1.4, 1.2, 1], several: [1.7, 1.5, 1.3, 1.1, 0.9])
    )

    private func policy(strangers: Int = 1000, _ change: (inout Settings) -> Void = { _ in }) -> MatchPolicy {
        var settings = Shipped.settings
        settings.strangers = strangers
        change(&settings)
        return MatchPolicy(Self.description, settings)
    }

    /// So many people on a circle, each with a template.
    private func gallery(_ count: Int, step: Double = 3) -> Gallery {
        Gallery(
            people: (0..<count).map { number in
                Person(
                    name: Faces.name("p\(number)"),
                    templates: [Faces.embedding(degrees: Double(number) * step)]
                )
            }
        )
    }

    @Test("more people and fewer named strangers make the cut stricter")
    func sizes() {
        #expect(abs(policy().matcher(for: gallery(1)).threshold - 1.4) < 1e-5)
        // Nine people who are nearer to each other than strangers are too few to say so.
        #expect(abs(policy(strangers: 10).matcher(for: gallery(9)).threshold - (1.8 - 0.2 * 0.9542)) < 1e-3)
        let cuts = [1, 2, 5, 9].map { policy().matcher(for: gallery($0)).threshold }
        #expect(cuts == cuts.sorted(by: >) && Set(cuts).count == 4)
        #expect(policy(strangers: 100).matcher(for: gallery(2)).threshold > cuts[1])
    }

    @Test("people of the gallery who are nearer to each other than strangers make it stricter, within limits")
    func refined() {
        let near = policy().matcher(for: gallery(60, step: 1)).threshold
        var random = SeededGenerator(seed: 3)
        let strangers = Gallery(
            people: (0..<60).map { number in
                let values = random.floats(Faces.dimensions)
                let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return Person(
                    name: Faces.name("p\(number)"),
                    templates: [Embedding(values: values.map { $0 / length })]
                )
            }
        )
        let far = policy().matcher(for: strangers).threshold
        let expected = Self.description.strangers?.cut(share: 1 / 60_000, templates: 1) ?? 0
        // Random directions in 128 dimensions come about as near to each other as this model's strangers.
        #expect(abs(near - (expected - 0.3)) < 1e-5 && abs(far - expected) < 0.05)
    }

    @Test("a threshold of the user's holds whatever the gallery, and margins are kept")
    func fixed() {
        let own = policy {
            $0.threshold = 0.9
            $0.margin = 0.2
        }
        #expect(own.matcher(for: gallery(50)) == Matcher(threshold: 0.9, margin: 0.2))
        #expect(policy().standard == Matcher(threshold: 1.2, margin: 0.1))
        #expect(policy().matcher(for: Gallery(people: [])) == policy().standard)
    }

    @Test(
        "the shipped embedders have cuts for galleries of ten and of a hundred people near those that were measured"
    )
    func shipped() {
        // d2 at which 0.1 % and 1 % of strangers are named, `facetop evaluate` on LFW's first fold.
        for (name, ten, hundred) in [("facetop", 1.04, 1.05), ("mobileface", 1.18, 1.19)]
            as [(String, Float, Float)]
        {
            let strangers = ModelCatalog.embedder(named: name)?.embedder?.strangers
            #expect(abs((strangers?.cut(share: 1 / 10_000, templates: 1) ?? 0) - ten) < 0.02)
            #expect(abs((strangers?.cut(share: 1 / 10_000, templates: 1) ?? 0) - hundred) < 0.02)
        }
    }
}
