import FoundationEssentials

/// How many threads may work on one thing.
public struct Workers: Sendable {
    /// The number of threads, the calling one included; at least 1.
    public let count: Int

    /// Makes a number of workers.
    public init(count: Int) {
        precondition(count >= 1, "\(count) workers")
        self.count = count
    }

    /// How many processors this process may run on.
    public static var available: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
