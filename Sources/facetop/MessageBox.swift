import Synchronization

/// The last value that another thread left.
final class MessageBox<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func put(_ newest: Value) { value.withLock { $0 = newest } }

    /// The value, which stays.
    func read() -> Value? { value.withLock(\.self) }

    func take() -> Value? {
        value.withLock { value in
            defer { value = nil }
            return value
        }
    }
}
