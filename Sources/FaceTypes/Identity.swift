/// The answer to "who is this?": open-set, so it may be nobody known.
public enum Identity: Sendable, Hashable {
    /// A known person: squared distance to the nearest template, and by how much the second person is farther
    /// (nil where nobody else is enrolled). Both in `0...4`.
    case known(person: PersonName, d2: Float, margin: Float?)
    /// Nobody known: the nearest person and the squared distance (nil while nobody is enrolled).
    case unknown(nearest: PersonName?, d2: Float?, margin: Float?)

    /// The person's name, nil for an unknown one.
    public var person: PersonName? {
        guard case .known(let person, _, _) = self else { return nil }
        return person
    }

    /// The nearest person in the gallery, known or not.
    public var nearest: PersonName? {
        switch self {
        case .known(let person, _, _): person
        case .unknown(let nearest, _, _): nearest
        }
    }

    /// The squared distance to the nearest person.
    public var d2: Float? {
        switch self {
        case .known(_, let d2, _): d2
        case .unknown(_, let d2, _): d2
        }
    }

    /// By how much the second person is farther than the nearest.
    public var margin: Float? {
        switch self {
        case .known(_, _, let margin): margin
        case .unknown(_, _, let margin): margin
        }
    }
}
