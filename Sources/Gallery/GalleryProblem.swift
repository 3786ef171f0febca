import Text

/// Something in a gallery that is not used, or not as it should be.
public struct GalleryProblem: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What a user can say to it.
    public enum Remedy: Sendable, Hashable, Codable {
        /// The photo is right, whatever it looks like; its path.
        case keep(photo: String)
        /// The second folder's person is the first's.
        case merge(folder: String, into: String)
    }

    /// What is wrong with what, and what to do; safe for a terminal.
    public let description: String
    /// What there is to say to it; nil where something must be done to the files.
    public let remedy: Remedy?

    init(_ words: String, remedy: Remedy? = nil) {
        description = words.printable
        self.remedy = remedy
    }
}
