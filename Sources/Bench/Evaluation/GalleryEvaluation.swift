import FaceTypes
public import Gallery
import Text

/// How well a gallery tells its own people apart.
public struct GalleryEvaluation: Encodable, Sendable {
    /// Two people, and how near the nearest photos of one come to the other.
    struct Pair: Encodable, Sendable {
        let first: String
        let second: String
        let d2: Float
    }

    let people: Int
    let templates: Int
    /// The cut that goes with this gallery.
    let cut: Float
    let margin: Float
    /// Photos of people with several, compared with all others: named rightly, by another name, not at all.
    let right: Int
    let wrong: Int
    let unknown: Int
    /// The nearest first.
    let pairs: [Pair]

    /// A pair farther than the cut by this is no danger.
    private static let distant: Float = 0.2
    private static let pairsShown = 20

    /// Compares all with all.
    ///
    /// - Parameters:
    ///   - gallery: who is enrolled.
    ///   - matcher: says who is who in it.
    public init(_ gallery: Gallery, _ matcher: Matcher) {
        people = gallery.people.count
        templates = gallery.templateCount
        (cut, margin) = (matcher.threshold, matcher.margin)
        var counts = (right: 0, wrong: 0, unknown: 0)
        for (number, person) in gallery.people.enumerated() where person.templates.count > 1 {
            for index in person.templates.indices {
                var others = gallery.people
                var templates = person.templates
                let probe = templates.remove(at: index)
                others[number] = Person(name: person.name, templates: templates)
                switch matcher.identify(probe, in: Gallery(people: others)).person {
                case person.name: counts.right += 1
                case nil: counts.unknown += 1
                default: counts.wrong += 1
                }
            }
        }
        (right, wrong, unknown) = counts
        var pairs: [Pair] = []
        for (number, first) in gallery.people.enumerated() {
            for second in gallery.people[..<number] {
                let there = first.templates.map { Matcher.distance($0, to: second) }.min() ?? .infinity
                let back = second.templates.map { Matcher.distance($0, to: first) }.min() ?? .infinity
                let d2 = min(there, back)
                guard d2 <= matcher.threshold + Self.distant else { continue }
                pairs.append(Pair(first: second.name.text, second: first.name.text, d2: d2))
            }
        }
        self.pairs = Array(pairs.sorted { $0.d2 < $1.d2 }.prefix(Self.pairsShown))
    }

    /// The figures for people.
    public var lines: [String] {
        var lines = [
            "\(people.counted("person", "people")), \(templates.counted("template")): a face is named up to d2 "
                + "\(cut.hundredths), if the second person is \(margin.hundredths) farther"
        ]
        let compared = right + wrong + unknown
        if compared > 0 {
            lines.append(
                "each photo of who has several, compared with all others: \(right) of \(compared) named rightly, "
                    + "\(unknown) not at all, \(wrong) by another name"
            )
        }
        if pairs.isEmpty {
            lines.append("no two people come near each other")
        } else {
            lines.append("people who come near each other:")
            lines += pairs.map { pair in
                let word = pair.d2 <= cut ? "  CLOSE" : ""
                return "  \(pair.first) and \(pair.second)  d2 \(pair.d2.hundredths)\(word)"
            }
        }
        return lines
    }
}
