/// Frames that a source had, or should have had, and that nobody saw.
public struct FrameLosses: Sendable, Hashable {
    /// Those that the driver dropped: gaps in its numbers.
    public var dropped = 0
    /// Those that were passed over, because a newer one waited or they were too old.
    public var skipped = 0
    /// Those that were not whole: marked by the driver, too short, or not to be decoded.
    public var broken = 0

    /// Nothing lost.
    public init() {}

    /// All together.
    public var total: Int { dropped + skipped + broken }

    /// Adds the losses of another source.
    public static func + (lhs: FrameLosses, rhs: FrameLosses) -> FrameLosses {
        var sum = lhs
        sum.dropped += rhs.dropped
        sum.skipped += rhs.skipped
        sum.broken += rhs.broken
        return sum
    }
}
