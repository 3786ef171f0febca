import FaceTypes
import Gallery

/// How near strangers come to one person: what the cuts for "one stranger in so many is named" are made from.
struct StrangerDistances: Encodable, Sendable {
    /// A share of the strangers, and the distance within which they come.
    struct Point: Encodable, Sendable {
        let share: Double
        let d2: Float
    }

    /// With one photo of the person.
    let single: [Point]
    /// With three.
    let several: [Point]

    private static let shares = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5]

    init(_ faces: [(person: String, embedding: Embedding)]) {
        var single = DistanceCounts()
        for first in faces.indices {
            for second in 0..<first where faces[first].person != faces[second].person {
                single.add(faces[first].embedding.squaredDistance(to: faces[second].embedding))
            }
        }
        var several = DistanceCounts()
        for (name, own) in Dictionary(grouping: faces.indices, by: { faces[$0].person }) where own.count >= 3
        {
            guard let person = try? PersonName("p") else { continue }
            let templates = Person(name: person, templates: own.prefix(3).map { faces[$0].embedding })
            for face in faces where face.person != name {
                several.add(Matcher.distance(face.embedding, to: templates))
            }
        }
        (self.single, self.several) = (Self.points(single), Self.points(several))
    }

    private static func points(_ counts: DistanceCounts) -> [Point] {
        shares.filter { $0 * Double(counts.total) >= 3 }.map { Point(share: $0, d2: counts.cut(at: $0)) }
    }
}
