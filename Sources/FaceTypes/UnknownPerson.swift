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

/// Somebody unknown who was in front of a camera and has left.
public struct UnknownVisit: Sendable {
    /// The best picture of the face, with what is around it.
    public let picture: Frame
    /// From when to when, in seconds since 1970.
    public let seen: ClosedRange<Double>

    /// Makes one.
    public init(picture: Frame, seen: ClosedRange<Double>) { (self.picture, self.seen) = (picture, seen) }
}
