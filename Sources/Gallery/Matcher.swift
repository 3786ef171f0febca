public import FaceTypes

/// Open-set identification: the distance to each person, a threshold, and a margin to the second person.
public struct Matcher: Sendable, Hashable {
    /// The largest squared distance at which a face is somebody known, in `0...4`.
    public var threshold: Float
    /// By how much the second person must be farther than the nearest, in squared distance.
    public var margin: Float

    /// Makes a matcher.
    public init(threshold: Float, margin: Float) {
        self.threshold = threshold
        self.margin = margin
    }

    /// Answers who a face is.
    public func identify(_ probe: Embedding, in gallery: Gallery) -> Identity {
        var nearest: (person: Person, d2: Float)?
        var second: Float?
        for person in gallery.people(near: probe, atLeast: 2) {
            let d2 = Self.distance(probe, to: person)
            if let best = nearest, d2 >= best.d2 {
                second = min(second ?? .infinity, d2)
            } else {
                second = nearest?.d2
                nearest = (person, d2)
            }
        }
        guard let nearest else { return .unknown(nearest: nil) }
        let gap = second.map { $0 - nearest.d2 }
        let answer = Identity.Nearest(person: nearest.person.name, d2: nearest.d2, margin: gap)
        let isKnown =
            nearest.d2 <= threshold && gap ?? .infinity >= margin
            && !Self.isDisowned(probe, by: nearest.person)
        return isKnown ? .known(answer) : .unknown(nearest: answer)
    }

    /// The people that a face is nearest to, with the photo that each is nearest by.
    ///
    /// - Parameters:
    ///   - probe: the face.
    ///   - gallery: who is enrolled.
    ///   - count: of how many at most.
    /// - Returns: the nearest first.
    public func candidates(
        _ probe: Embedding,
        in gallery: Gallery,
        atMost count: Int
    ) -> [Explanation.Candidate] {
        let nearest = gallery.people(near: probe, atLeast: count).map {
            (person: $0, d2: Self.distance(probe, to: $0))
        }
        .sorted { $0.d2 < $1.d2 }
        return nearest.prefix(count).map { person, d2 in
            let index = person.templates.indices.min {
                probe.squaredDistance(to: person.templates[$0])
                    < probe.squaredDistance(to: person.templates[$1])
            }
            return Explanation.Candidate(
                person: person.name,
                d2: d2,
                photo: index.flatMap { person.photos.indices.contains($0) ? person.photos[$0] : nil },
                isDisowned: Self.isDisowned(probe, by: person)
            )
        }
    }

    /// Whether a face is one that nobody is to be told of: as near to it as somebody known must be.
    public func isIgnored(_ probe: Embedding, in gallery: Gallery, at time: Double) -> Bool {
        gallery.ignored.contains { face in
            face.until > time && probe.squaredDistance(to: face.embedding) <= threshold
        }
    }

    /// Whether a face is nearer to one of which the user said that it is not this person than to any photo.
    static func isDisowned(_ probe: Embedding, by person: Person) -> Bool {
        guard !person.negatives.isEmpty else { return false }
        func least(_ faces: [Embedding]) -> Float {
            faces.reduce(.infinity) { min($0, probe.squaredDistance(to: $1)) }
        }
        return least(person.negatives) < least(person.templates)
    }

    /// The squared distance of a face to a person, in `0...4`: the mean of that to the nearest template and that to the
    /// middle of all, which was best or near it wherever it was measured (docs/models.md).
    package static func distance(_ probe: Embedding, to person: Person) -> Float {
        var nearest = Float.infinity
        for index in person.templates.indices {
            nearest = min(nearest, probe.squaredDistance(to: person.templates[index]))
        }
        guard let center = person.center else { return nearest }
        return (nearest + probe.squaredDistance(to: center)) / 2
    }
}
