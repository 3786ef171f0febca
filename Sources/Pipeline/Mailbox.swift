import Foundation

/// Hands one value from a thread to another.
///
/// The newest wins, and what it replaces is counted; or, where every value counts, the sender waits until the
/// last one is taken.
final class Mailbox<Value: Sendable>: @unchecked Sendable {
    // Sendable because `changed` is locked around every use of the three variables.

    private let keepsAll: Bool
    private let changed = NSCondition()
    private var value: Value?
    private var isClosed = false
    private var replaced = 0

    private let onLoss: (Value) -> Void

    /// Makes an empty mailbox.
    ///
    /// - Parameters:
    ///   - keepsAll: whether every value counts.
    ///   - onLoss: gets each value that nobody took, on the sender's thread.
    init(keepsAll: Bool, onLoss: @escaping (Value) -> Void = { _ in }) {
        self.keepsAll = keepsAll
        self.onLoss = onLoss
    }

    /// How many values were replaced before they were taken.
    var replacedCount: Int { changed.withLock { replaced } }

    /// Puts a value in; false where the mailbox is closed.
    func put(_ newest: Value) -> Bool {
        let (isTaken, lost): (Bool, Value?) = changed.withLock {
            while keepsAll, value != nil, !isClosed { changed.wait() }
            guard !isClosed else { return (false, newest) }
            let old = value
            if old != nil { replaced += 1 }
            value = newest
            changed.broadcast()
            return (true, old)
        }
        if let lost { onLoss(lost) }
        return isTaken
    }

    /// What came of waiting for a value.
    enum Taken {
        case value(Value)
        /// None came in time.
        case nothing
        /// None will come any more.
        case closed
    }

    /// Takes the value, and waits for one, at most that many seconds.
    func take(within seconds: Double) -> Taken {
        changed.withLock {
            let end = Date(timeIntervalSinceNow: seconds)
            while value == nil, !isClosed {
                guard changed.wait(until: end) else { break }
            }
            guard let value else { return isClosed ? .closed : .nothing }
            self.value = nil
            changed.broadcast()
            return .value(value)
        }
    }

    /// Throws away what nobody took, which is not counted: its sender is gone.
    func discard() {
        let lost = changed.withLock {
            defer { value = nil }
            changed.broadcast()
            return value
        }
        if let lost { onLoss(lost) }
    }

    /// Lets no more values in; one that is inside can still be taken.
    func close() {
        changed.withLock {
            isClosed = true
            changed.broadcast()
        }
    }
}
