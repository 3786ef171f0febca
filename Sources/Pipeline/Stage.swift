import Dispatch

/// A named serial queue that does one blocking job.
struct Stage: Sendable {
    private let queue: DispatchQueue
    private let group = DispatchGroup()

    init(_ name: String) { queue = DispatchQueue(label: "facetop.\(name)", qos: .userInitiated) }

    /// Does some work after what was given before.
    func perform(_ work: @escaping @Sendable () -> Void) { queue.async(group: group, execute: work) }

    /// Does some work after what was given before, and waits for it; not from the queue itself.
    func read<Value>(_ work: () -> Value) -> Value { queue.sync(execute: work) }

    /// Waits until everything that was given is done.
    func finish() { group.wait() }

    /// Fails where the caller runs on another queue.
    func assertCurrent() { dispatchPrecondition(condition: .onQueue(queue)) }
}
