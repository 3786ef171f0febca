import Files
import Glibc
import Synchronization

/// Tells a source that waits for a frame to stop waiting.
///
/// Whoever waits is woken; nobody looks at it again and again.
public final class StopSignal: Sendable {
    private let flag = Atomic(false)
    private let wakeup = Wakeup()

    /// The longest wait without a descriptor, in seconds.
    private static let slice = 0.1

    /// Makes a signal that is not given.
    public init() {}

    /// Whether it was given.
    public var isGiven: Bool { flag.load(ordering: .acquiring) }

    /// Gives it, for good.
    public func give() {
        flag.store(true, ordering: .releasing)
        wakeup.wake()
    }

    /// Waits for so many seconds, until the signal is given, or another wakes the caller.
    public func wait(_ seconds: Double, or other: Wakeup? = nil) {
        _ = wait(for: other?.number ?? -1, POLLIN, seconds.isFinite ? seconds : nil)
    }

    /// Waits until a descriptor is ready or at its end, or the signal is given.
    ///
    /// - Parameters:
    ///   - descriptor: the descriptor.
    ///   - events: what is waited for, as `poll` has it.
    ///   - seconds: how long at most; nil for as long as it takes.
    /// - Returns: what happened to the descriptor, as `poll` has it; 0 for nothing, -1 where `poll` failed.
    func wait(for descriptor: Int32, _ events: Int32, _ seconds: Double?) -> Int32 {
        // Without a descriptor of its own nothing wakes the caller, who looks at the signal again then.
        let seconds = wakeup.number < 0 ? min(seconds ?? .infinity, Self.slice) : seconds
        let outcome = Poll.wait([(descriptor, events), (wakeup.number, POLLIN)], seconds: seconds)
        return outcome.map { $0[0] } ?? -1
    }
}
