/// Somebody who is enrolled, for a list.
public struct PersonSummary: Sendable, Hashable {
    /// A photo of a person.
    public struct Photo: Sendable, Hashable {
        /// The file's name inside the person's folder.
        public let file: String
        /// The squared distance to the person's nearest other photo; nil for an only one, and one that is not used.
        public let d2: Float?
        /// How good the face in it is, from 0 to 1; nil before that is known.
        public let quality: Float?
        /// Why it is not used, or looks wrong; nil where nothing is known against it.
        public let problem: String?

        /// Makes a photo.
        public init(file: String, d2: Float?, quality: Float?, problem: String?) {
            (self.file, self.d2, self.quality, self.problem) = (file, d2, quality, problem)
        }
    }

    /// Who.
    public let name: PersonName
    /// All photos, used or not.
    public let photos: [Photo]
    /// When the person was last recognized, in seconds since 1970; nil for never, as far as the log goes.
    public let lastSeen: Double?
    /// The nearest other person, and the squared distance; nil where nobody else is enrolled.
    public let nearest: Nearest?

    /// Another person.
    public struct Nearest: Sendable, Hashable {
        /// Who.
        public let name: PersonName
        /// The squared distance between the two nearest photos.
        public let d2: Float
        /// Whether that is near enough for one to be taken for the other.
        public let isAlike: Bool

        /// Makes one.
        public init(name: PersonName, d2: Float, isAlike: Bool) {
            (self.name, self.d2, self.isAlike) = (name, d2, isAlike)
        }
    }

    /// Makes a summary.
    public init(name: PersonName, photos: [Photo], lastSeen: Double?, nearest: Nearest?) {
        (self.name, self.photos, self.lastSeen, self.nearest) = (name, photos, lastSeen, nearest)
    }
}
