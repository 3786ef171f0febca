import FaceTypes
import Synchronization

/// Counts what a camera lost, on the thread that reads it and on the one that looks at its frames.
final class FrameTally: Sendable {
    private struct State {
        var losses = FrameLosses()
        var lastSequence: UInt32?
        var hasWhole = false
        /// Frames that were broken since the last whole one, and when the first of them came.
        var brokenInARow = 0
        var brokenSince: Instant?
    }

    private let state = Mutex(State())

    /// All losses so far.
    var losses: FrameLosses { state.withLock(\.losses) }

    /// Whether a frame was whole.
    var hasWhole: Bool { state.withLock(\.hasWhole) }

    /// How many frames were broken since the last whole one.
    var brokenInARow: Int { state.withLock(\.brokenInARow) }

    /// For how long only broken frames came.
    var secondsWithoutWhole: Double {
        state.withLock { state in state.brokenSince.map { Instant.now().seconds(since: $0) } ?? 0 }
    }

    /// Notes a frame's number; what is missing before it was dropped by the driver, and counts once the camera is warm.
    func note(sequence: UInt32, isCounted: Bool) {
        state.withLock { state in
            if isCounted, let last = state.lastSequence {
                // Numbers wrap around; a driver that begins anew goes back, and then nothing is known.
                let gap = Int32(bitPattern: sequence &- last &- 1)
                state.losses.dropped += Int(max(0, gap))
            }
            state.lastSequence = sequence
        }
    }

    /// Notes a frame that a newer one replaced, or that is too old.
    func noteSkipped() { state.withLock { $0.losses.skipped += 1 } }

    /// Notes whether a frame was whole.
    func noteDecoding(isWhole: Bool) {
        state.withLock { state in
            guard !isWhole else {
                state.hasWhole = true
                (state.brokenInARow, state.brokenSince) = (0, nil)
                return
            }
            state.losses.broken += 1
            state.brokenInARow += 1
            if state.brokenSince == nil { state.brokenSince = .now() }
        }
    }
}
