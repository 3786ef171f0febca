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
        var nearest: (person: PersonName, d2: Float)?
        var second: Float?
        for person in gallery.people {
            let d2 = Self.distance(probe, to: person)
            if let best = nearest, d2 >= best.d2 {
                second = min(second ?? .infinity, d2)
            } else {
                second = nearest?.d2
                nearest = (person.name, d2)
            }
        }
        guard let nearest else { return .unknown(nearest: nil) }
        let gap = second.map { $0 - nearest.d2 }
        let answer = Identity.Nearest(person: nearest.person, d2: nearest.d2, margin: gap)
        let isKnown = nearest.d2 <= threshold && gap ?? .infinity >= margin
        return isKnown ? .known(answer) : .unknown(nearest: answer)
    }

    /// The squared distance of a face to a person, in `0...4`: the mean of that to the nearest template and that to the
    /// middle of all, which was best or near it wherever it was measured (docs/models.md).
    package static func distance(_ probe: Embedding, to person: Person) -> Float {
        let nearest = person.templates.reduce(.infinity) { least, template in
            min(least, probe.squaredDistance(to: template))
        }
        guard let center = person.center else { return nearest }
        return (nearest + probe.squaredDistance(to: center)) / 2
    }
}
