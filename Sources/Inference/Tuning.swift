/// Times that have been measured on this processor, in milliseconds.
public struct Tuning: Sendable, Hashable {
    /// By a convolution's size, then by algorithm.
    public var times: [String: [String: Double]]

    /// Makes a tuning.
    public init(times: [String: [String: Double]] = [:]) { self.times = times }
}
