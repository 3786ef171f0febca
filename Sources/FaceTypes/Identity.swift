/// The answer to "who is this?": open-set, so it may be nobody known.
public enum Identity: Sendable, Hashable {
    /// The person that a face is nearest to.
    public struct Nearest: Sendable, Hashable {
        /// Who that is.
        public let person: PersonName
        /// The squared distance to the person, in `0...4`.
        public let d2: Float
        /// By how much the second person is farther; nil where nobody else is enrolled.
        public let margin: Float?

        /// Makes an answer.
        public init(person: PersonName, d2: Float, margin: Float?) {
            (self.person, self.d2, self.margin) = (person, d2, margin)
        }
    }

    /// A known person.
    case known(Nearest)
    /// Nobody known; nil while nobody is enrolled.
    case unknown(nearest: Nearest?)

    /// The nearest person in the gallery, known or not.
    public var nearest: Nearest? {
        switch self {
        case .known(let nearest): nearest
        case .unknown(let nearest): nearest
        }
    }

    /// The person's name, nil for an unknown one.
    public var person: PersonName? {
        guard case .known(let nearest) = self else { return nil }
        return nearest.person
    }

    /// The squared distance to the nearest person.
    public var d2: Float? { nearest?.d2 }
}
