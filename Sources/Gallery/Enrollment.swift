public import FaceTypes

/// Decides whether a face may become a template.
public struct Enrollment: Sendable {
    /// A photo farther from all of a person's others than this is refused: 94 % of all impostor pairs are
    /// farther, and 3 % of the genuine ones (LFW's first fold, `facetop evaluate`).
    static let inconsistentDistance: Float = 1.6

    private let matcher: Matcher

    /// Makes the rule that goes with a matcher.
    public init(matcher: Matcher) { self.matcher = matcher }

    /// Checks a face that is to be enrolled under a name.
    ///
    /// - Throws: `GalleryError.looksLikeAnother` or `.looksUnlikeItself`.
    public func check(_ embedding: Embedding, as name: PersonName, in gallery: Gallery) throws(GalleryError) {
        for other in gallery.people where other.name != name {
            let d2 = Matcher.distance(embedding, to: other)
            if d2 <= matcher.threshold { throw .looksLikeAnother(other.name, d2: d2) }
        }
        guard let person = gallery.people.first(where: { $0.name == name }) else { return }
        let d2 = Matcher.distance(embedding, to: person)
        if d2 > Self.inconsistentDistance { throw .looksUnlikeItself(name, d2: d2) }
    }
}
