import Pipeline
import Synchronization

/// Prints events to standard output, for somebody who reads along.
final class StandardOutputSink: EventSink {
    private let readerIsGone = Atomic(false)
    private let isStopping = Atomic(false)
    /// Is called when nobody reads any more.
    private let onReaderGone: @Sendable () -> Void

    init(onReaderGone: @escaping @Sendable () -> Void) { self.onReaderGone = onReaderGone }

    /// Whether standard output was closed by its reader, or can't be written.
    var isReaderGone: Bool { readerIsGone.load(ordering: .acquiring) || Console.isReaderGone }

    /// Waits no longer for a reader that does not read.
    func stopWaiting() { isStopping.store(true, ordering: .releasing) }

    /// Prints an event.
    func record(_ line: EventLine) throws(SinkError) {
        guard !Console.print(bytes: line.bytes, until: { isStopping.load(ordering: .acquiring) }) else {
            return
        }
        readerIsGone.store(true, ordering: .releasing)
        onReaderGone()
    }
}
