import FaceTypes
import TestSupport
import Testing

@testable import Gallery

@Suite("many people are looked up in one matrix")
struct GalleryIndexTests {
    private func unit(_ values: [Float]) -> Embedding {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return Embedding(values: values.map { $0 / length })
    }

    private func near(_ face: Embedding, _ spread: Float, _ random: inout SeededGenerator) -> Embedding {
        unit(zip(face.values, random.floats(face.count)).map { $0 + spread * $1 })
    }

    @Test("the answers are those of a plain loop", arguments: [3, 32, 128, 511])
    func same(numbers: Int) throws {
        var random = SeededGenerator(seed: UInt64(numbers))
        var people: [Person] = []
        var probes: [Embedding] = []
        for number in 0..<700 {
            let face = unit(random.floats(numbers))
            var templates = (0..<Int.random(in: 1...4, using: &random)).map { _ in near(face, 0.1, &random) }
            // The same photo twice, and two that cancel out: no middle.
            if number == 5 { templates = [templates[0], templates[0]] }
            if number == 6 { templates = [face, Embedding(values: face.values.map { -$0 })] }
            people.append(Person(name: try PersonName("person \(number)"), templates: templates))
            if number.isMultiple(of: 25) {
                probes += [near(face, 0.15, &random), unit(random.floats(numbers)), face]
            }
        }
        // Two people with the same photo: who comes first by name is named in both ways.
        people.append(Person(name: try PersonName("twin"), templates: people[0].templates))
        let gallery = Gallery(people: people)
        let plain = Gallery(people: people, isIndexed: false)
        #expect(gallery.templateCount > GalleryIndex.leastTemplates)
        let matcher = Matcher(threshold: 1.1, margin: 0.02)
        for probe in probes {
            #expect(matcher.identify(probe, in: gallery) == matcher.identify(probe, in: plain))
            let (found, expected) = (
                matcher.candidates(probe, in: gallery, atMost: 8),
                matcher.candidates(probe, in: plain, atMost: 8)
            )
            #expect(found.map(\.person) == expected.map(\.person) && found.map(\.d2) == expected.map(\.d2))
            if numbers >= 32 { #expect(gallery.people(near: probe, atLeast: 2).count < 200) }
        }
        // A face of another embedder is compared with everybody, as before.
        #expect(gallery.people(near: unit(random.floats(numbers + 1)), atLeast: 2).count == people.count)
    }

    @Test("few people need none, and templates of several lengths have none")
    func none() throws {
        var random = SeededGenerator(seed: 3)
        let faces = (0..<1100).map { _ in unit(random.floats(16)) }
        let few = Person(name: try PersonName("few"), templates: Array(faces.prefix(9)))
        let many = Person(name: try PersonName("many"), templates: faces)
        let other = Person(name: try PersonName("other"), templates: [unit(random.floats(17))])
        #expect(GalleryIndex([]) == nil && GalleryIndex([few]) == nil && GalleryIndex([many, other]) == nil)
        #expect(GalleryIndex([few, many]) != nil)
    }
}
