import FaceTypes
import Gallery

/// Who is this, of some people, or nobody of them? Over many random galleries.
///
/// People with more pictures than are enrolled of them are enrolled, with random ones; their other pictures must be
/// named, and those of people with one or two pictures, who are not enrolled, must not.
struct OpenSet: Encodable, Sendable {
    /// What is missed where a share of the strangers is named.
    struct Point: Encodable, Sendable {
        /// False positive identification rate.
        let fpir: Double
        let cut: Float
        /// False negative identification rate: not named, or by another name.
        let fnir: Rate
    }

    let people: Int
    let photos: Int
    let galleries: Int
    let points: [Point]

    /// The sizes that are looked at.
    static let sizes: [(people: Int, photos: Int)] = [(10, 1), (10, 3), (100, 1), (100, 3)]
    private static let rates = [0.01, 0.001]
    /// How many enrolled people a picture must have at the least, so that its person has others to be named.
    private static let least = 4

    /// The probes' distances to who they are taken for; an infinite one is of who is taken for another.
    private struct Draw {
        var genuine = DistanceCounts()
        var impostor = DistanceCounts()
    }

    /// Draws galleries; nil where there are not enough people.
    init?(
        _ faces: [(person: String, embedding: Embedding)],
        people: Int,
        photos: Int,
        galleries: Int,
        seed: UInt64
    ) {
        let byPerson = Dictionary(grouping: faces.indices) { faces[$0].person }
        let several = byPerson.filter { $0.value.count >= Self.least }
        let candidates =
            several.count >= people ? several : byPerson.filter { $0.value.count > photos }
        guard candidates.count >= people, galleries > 0 else { return nil }
        let strangers = byPerson.filter { $0.value.count <= 2 }
        var random = SplitMix(state: seed)
        var all = Draw()
        var draws: [Draw] = []
        let names = candidates.keys.sorted()
        for _ in 0..<galleries {
            var draw = Draw()
            let enrolled = names.shuffled(using: &random).prefix(people)
            var gallery: [Person] = []
            var probes: [(number: Int, person: Int)] = []
            for (number, name) in enrolled.enumerated() {
                let own = (candidates[name] ?? []).shuffled(using: &random)
                guard let person = try? PersonName("p\(number)") else { continue }
                gallery.append(
                    Person(name: person, templates: own.prefix(photos).map { faces[$0].embedding })
                )
                probes += own.dropFirst(photos).map { ($0, number) }
            }
            for probe in probes {
                let (person, d2) = Self.nearest(faces[probe.number].embedding, gallery)
                draw.genuine.add(person == probe.person ? d2 : .infinity)
            }
            let isEnrolled = Set(enrolled)
            for (name, own) in strangers where !isEnrolled.contains(name) {
                for number in own { draw.impostor.add(Self.nearest(faces[number].embedding, gallery).d2) }
            }
            all.genuine.add(draw.genuine)
            all.impostor.add(draw.impostor)
            draws.append(draw)
        }
        guard all.impostor.total > 0, all.genuine.total > 0 else { return nil }
        (self.people, self.photos, self.galleries) = (people, photos, galleries)
        points = Self.rates.map { fpir in
            let cut = all.impostor.cut(at: fpir)
            // How much galleries differ says how sure the mean is.
            let missed = draws.map { 1 - $0.genuine.share(upTo: cut) }
            let mean = 1 - all.genuine.share(upTo: cut)
            return Point(
                fpir: fpir,
                cut: cut,
                fnir: Rate(mean, low: missed.percentile(0.025), high: missed.percentile(0.975))
            )
        }
    }

    private static func nearest(_ probe: Embedding, _ gallery: [Person]) -> (person: Int, d2: Float) {
        var best = (person: 0, d2: Float.infinity)
        for (number, person) in gallery.enumerated() {
            let d2 = Matcher.distance(probe, to: person)
            if d2 < best.d2 { best = (number, d2) }
        }
        return best
    }
}

/// Random numbers that are the same for the same seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
