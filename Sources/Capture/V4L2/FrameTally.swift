public import FaceTypes
import Synchronization

/// Counts what a camera lost, on the thread that reads it and on the one that looks at its frames, which may
/// outlive it.
public final class FrameTally: Sendable {
    private struct State {
        var losses = FrameLosses()
        var lastSequence: UInt32?
        var hasWhole = false
        /// Frames that were broken since the last whole one, and when the first of them came.
        var brokenInARow = 0
        var brokenSince: Instant?
    }

    private let clock: Clock
    private let state = Mutex(State())
    private let observer = Mutex<(@Sendable (FrameLoss) -> Void)?>(nil)

    init(clock: Clock = .system) { self.clock = clock }

    /// All losses so far.
    public var losses: FrameLosses { state.withLock(\.losses) }

    /// Tells of each loss from now on, on the thread that notices it.
    public func observe(_ body: @escaping @Sendable (FrameLoss) -> Void) { observer.withLock { $0 = body } }

    private func tell(_ numbers: ClosedRange<UInt64>, _ reason: FrameLoss.Reason) {
        observer.withLock(\.self)?(FrameLoss(numbers, reason))
    }

    /// Whether a frame was whole.
    var hasWhole: Bool { state.withLock(\.hasWhole) }

    /// How many frames were broken since the last whole one.
    var brokenInARow: Int { state.withLock(\.brokenInARow) }

    /// For how long only broken frames came.
    var secondsWithoutWhole: Double {
        state.withLock { state in state.brokenSince.map { clock.now.seconds(since: $0) } ?? 0 }
    }

    /// Notes a frame's number; what is missing before it was dropped by the driver, and counts once the
    /// camera is warm.
    func note(sequence: UInt32, isCounted: Bool) {
        let gap = state.withLock { state in
            defer { state.lastSequence = sequence }
            guard isCounted, let last = state.lastSequence else { return 0 }
            // Numbers wrap around; a driver that begins anew goes back, and then nothing is known.
            let gap = max(0, Int32(bitPattern: sequence &- last &- 1))
            state.losses.dropped += Int(gap)
            return Int(gap)
        }
        let number = UInt64(sequence)
        if gap > 0, number >= UInt64(gap) { tell(number - UInt64(gap)...number - 1, .dropped) }
    }

    /// Notes a frame that a newer one replaced, or that is too old.
    func noteSkipped(_ number: UInt64) {
        state.withLock { $0.losses.skipped += 1 }
        tell(number...number, .passedOver)
    }

    /// Notes whether a frame was whole.
    func noteDecoding(_ number: UInt64, isWhole: Bool) {
        state.withLock { state in
            guard !isWhole else {
                state.hasWhole = true
                (state.brokenInARow, state.brokenSince) = (0, nil)
                return
            }
            state.losses.broken += 1
            state.brokenInARow += 1
            if state.brokenSince == nil { state.brokenSince = clock.now }
        }
        if !isWhole { tell(number...number, .broken) }
    }
}
