import Dispatch
import Glibc
import Synchronization

/// Notes the signals that would end a program, so that it ends in order, and the one that tells it to open
/// its log anew.
final class SignalWatch: Sendable {
    private let number = Atomic<Int32>(0)
    // Dispatch sources are not Sendable; these are made here and never touched again.
    private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

    /// Those that people and other programs end a program with; faults and rarer ones end it at once (CNcurses then gives the
    /// terminal back).
    private static let ends = [SIGINT, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM]

    /// The signal that came, nil while none did.
    var received: Int32? {
        let number = number.load(ordering: .acquiring)
        return number == 0 ? nil : number
    }

    /// Watches from now on.
    ///
    /// - Parameters:
    ///   - onHangUp: is called for SIGHUP, on a queue of its own, in place of ending the program; nil to end it. A hang-up of
    ///     the terminal that the program was started on ends it all the same.
    ///   - onEnd: is called on the same queue when the program is to end.
    init(onHangUp: (@Sendable () -> Void)?, onEnd: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "facetop.signals")
        // Who started the program with nohup wants it to outlive the terminal.
        let before = unsafe unsafeBitCast(signal(SIGHUP, SIG_IGN), to: Int.self)
        let survivesTerminal = unsafe before == unsafeBitCast(SIG_IGN, to: Int.self) || !Self.hasTerminal
        let signals = Self.ends + [SIGHUP]
        unsafe sources = signals.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
        for (signalNumber, source) in unsafe zip(signals, sources) {
            signal(signalNumber, SIG_IGN)
            source.setEventHandler { [weak self] in
                if signalNumber == SIGHUP, let onHangUp, survivesTerminal || Self.hasTerminal {
                    return onHangUp()
                }
                self?.number.store(signalNumber, ordering: .releasing)
                onEnd()
            }
            source.resume()
        }
    }

    /// Whether the program has a terminal that could hang up.
    private static var hasTerminal: Bool {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}
