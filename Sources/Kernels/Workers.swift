import Dispatch
import FoundationEssentials
import Synchronization

/// Splits work into tiles that several threads take in turn.
public struct Workers: Sendable {
    /// How many threads work, the calling one included; at least 1.
    public let count: Int

    /// Makes workers.
    public init(count: Int) {
        precondition(count >= 1, "\(count) workers")
        self.count = count
    }

    /// How many processors this process may run on.
    public static var available: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// Calls the body for every tile in `0..<tiles`, on up to `count` threads; returns when all are done.
    ///
    /// - Parameters:
    ///   - tiles: how many tiles; a thread that has finished one takes the next.
    ///   - body: gets the tile, and the number of the worker in `0..<count`, which no other thread has meanwhile.
    public func perform(_ tiles: Int, _ body: (_ tile: Int, _ worker: Int) -> Void) {
        guard count > 1, tiles > 1 else {
            for tile in 0..<tiles { body(tile, 0) }
            return
        }
        let next = Atomic(0)
        // Not @Sendable, so that layers may hand in their raw memory: tiles write disjoint parts of it, and this
        // call returns only when all are written.
        nonisolated(unsafe) let body = body
        DispatchQueue.concurrentPerform(iterations: min(count, tiles)) { worker in
            while true {
                let tile = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard tile < tiles else { return }
                unsafe body(tile, worker)
            }
        }
    }

    /// Calls the body for about equal parts of `0..<count`, each at least `grain` long where there is that much.
    public func split(_ length: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        guard length > 0 else { return }
        let parts = max(1, min(count, length / max(grain, 1)))
        perform(parts) { part, _ in body(length * part / parts..<length * (part + 1) / parts) }
    }
}
