/// Frames of a camera, by the driver's numbers, that gave no result.
public struct FrameLoss: Sendable, Hashable {
    /// Why.
    public enum Reason: Sendable, Hashable {
        /// The driver had no buffer for them.
        case dropped
        /// They were not whole.
        case broken
        /// A newer one took their place, or they were too old.
        case passedOver
    }

    /// The driver's numbers.
    public let numbers: ClosedRange<UInt64>
    /// Why.
    public let reason: Reason

    /// Notes a loss.
    public init(_ numbers: ClosedRange<UInt64>, _ reason: Reason) {
        self.numbers = numbers
        self.reason = reason
    }
}
