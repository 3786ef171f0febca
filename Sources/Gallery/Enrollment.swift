public import FaceTypes
import Text

/// Decides whether a face may become a template.
public struct Enrollment: Sendable {
    /// Why it may not.
    public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// It looks like somebody else who is enrolled.
        case duplicate(of: PersonName, d2: Float)
        /// It does not look like the person's other photos.
        case inconsistent(with: PersonName, d2: Float)

        /// What is wrong, and what to do.
        public var description: String {
            switch self {
            case .duplicate(let other, let d2):
                "looks like \(other), who is enrolled already (d2 \(d2.hundredths)); use that name"
            case .inconsistent(let person, let d2):
                "does not look like the other photos of \(person) (d2 \(d2.hundredths)); check the photo"
            }
        }

    }

    /// A photo farther from all of a person's others than this is refused: 94 % of all impostor pairs are
    /// farther, and 3 % of the genuine ones (LFW's first fold, Tests/Golden/open_set.py).
    static let inconsistentDistance: Float = 1.6

    private let matcher: Matcher

    /// Makes the rule that goes with a matcher.
    public init(matcher: Matcher) { self.matcher = matcher }

    /// Checks a face that is to be enrolled under a name.
    public func check(_ embedding: Embedding, as name: PersonName, in gallery: Gallery) throws(Refusal) {
        for other in gallery.people where other.name != name {
            let d2 = Matcher.distance(embedding, to: other)
            if d2 <= matcher.threshold { throw .duplicate(of: other.name, d2: d2) }
        }
        guard let person = gallery.people.first(where: { $0.name == name }) else { return }
        let d2 = Matcher.distance(embedding, to: person)
        if d2 > Self.inconsistentDistance { throw .inconsistent(with: name, d2: d2) }
    }
}
