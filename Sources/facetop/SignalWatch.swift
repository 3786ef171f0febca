import Dispatch
import Glibc
import Synchronization

/// Notes the signals that ask a program to end, so that it ends in order.
final class SignalWatch: Sendable {
    private let number = Atomic<Int32>(0)
    // Dispatch sources are not Sendable; these are made here and never touched again.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// The signal that came, nil while none did.
    var received: Int32? {
        let number = number.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    init() {
        let queue = DispatchQueue(label: "facetop.signals")
        let signals = [SIGINT, SIGTERM, SIGHUP]
        unsafe sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for (signalNumber, source) in unsafe zip(signals, sources) {
            signal(signalNumber, SIG_IGN)
            source.setEventHandler { [weak self] in self?.number.store(signalNumber, ordering: .releasing) }
            source.resume()
        }
    }
}
