/// Why a face is, or is not, named: all that the decision was made from.
public struct Explanation: Sendable, Hashable {
    /// Somebody who it could be.
    public struct Candidate: Sendable, Hashable {
        /// Who.
        public let person: PersonName
        /// The squared distance, in `0...4`.
        public let d2: Float
        /// The path of the photo that is nearest; nil where there is no file.
        public let photo: String?
        /// Whether the face is nearer to one of which the user said that it is not this person.
        public let isDisowned: Bool

        /// Makes a candidate.
        public init(person: PersonName, d2: Float, photo: String?, isDisowned: Bool) {
            (self.person, self.d2, self.photo, self.isDisowned) = (person, d2, photo, isDisowned)
        }
    }

    /// The nearest people, the nearest first.
    public let candidates: [Candidate]
    /// The largest distance at which somebody is named.
    public let cut: Float
    /// By how much the second person must be farther.
    public let margin: Float
    /// How many looks at the face there were.
    public let looks: Int
    /// How good the face was the last time.
    public let quality: FaceQuality
    /// Whether the user does not want to hear of it.
    public let isIgnored: Bool
    /// The embedder that it was compared by.
    public let embedder: String

    /// Makes an explanation.
    public init(
        candidates: [Candidate],
        cut: Float,
        margin: Float,
        looks: Int,
        quality: FaceQuality,
        isIgnored: Bool,
        embedder: String
    ) {
        (self.candidates, self.cut, self.margin) = (candidates, cut, margin)
        (self.looks, self.quality, self.isIgnored) = (looks, quality, isIgnored)
        self.embedder = embedder
    }
}
