/// Unknown faces that seem to be one person.
public struct UnknownPerson: Sendable {
    /// Tells it from others.
    public let id: String
    /// How many times it came.
    public let visits: Int
    /// When it was first and last seen, in seconds since 1970.
    public let seen: ClosedRange<Double>
    /// The best picture of the face.
    public let picture: Frame

    /// Makes one.
    public init(id: String, visits: Int, seen: ClosedRange<Double>, picture: Frame) {
        (self.id, self.visits, self.seen, self.picture) = (id, visits, seen, picture)
    }
}
