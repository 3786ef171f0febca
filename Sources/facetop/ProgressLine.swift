import Files
import Glibc
import Text
import Synchronization

/// A line on a terminal's standard error that says how far something is, and is gone when it is done.
final class ProgressLine: Sendable {
    private let what: String
    private let noun: String
    private let isTerminal = isatty(STDERR_FILENO) == 1

    private struct State {
        var shown: ContinuousClock.Instant?
        var begun = ContinuousClock.now
    }

    private let state = Mutex(State())

    /// What takes less than this is over before anybody reads of it.
    private static let quietTime = Duration.milliseconds(300)
    private static let interval = Duration.milliseconds(100)

    init(_ what: String, of noun: String) {
        self.what = what
        self.noun = noun
    }

    /// Says how far it is; not more often than one can read.
    func show(_ done: Int, of all: Int) {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard isTerminal, state.begun.duration(to: now) > Self.quietTime,
                state.shown.map({ $0.duration(to: now) > Self.interval }) ?? true
            else { return false }
            state.shown = now
            return true
        }
        if isDue { write("\r\u{1B}[Kfacetop: \(what): \(done) of \(all.counted(noun))") }
    }

    /// Takes the line away.
    func end() {
        let wasShown = state.withLock { state in
            defer { state.shown = nil }
            return state.shown != nil
        }
        if wasShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) { _ = Descriptor.writeAll([UInt8](text.utf8), to: STDERR_FILENO) }
}
