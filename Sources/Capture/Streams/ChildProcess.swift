import CProcess
import Files
import Glibc

/// Another program that runs on our behalf, without a shell between.
///
/// It has no blocked signals and none of our handlers, and dies with the thread that started it: keep that
/// thread as long as the child.
public final class ChildProcess {
    /// Its number.
    public let identifier: Int32
    private var status: Int32?

    /// How long a child may take to end by itself when it is told to, in seconds.
    static let grace = 1.0

    /// Where a child's output goes.
    public enum Output: Sendable {
        /// Where ours goes.
        case inherited
        /// Into a descriptor, which stays ours to close.
        case descriptor(Int32)
    }

    /// Starts a program that is found in `PATH`; nil where there is no such program.
    ///
    /// - Parameters:
    ///   - arguments: the program's name, then its arguments.
    ///   - input: the descriptor that it reads, which stays ours to close; nil for nothing to read.
    ///   - output: where its standard output goes.
    ///   - errors: where its standard error goes.
    ///   - isDetached: whether keys such as Ctrl-C reach us alone, who then end it.
    public init?(
        _ arguments: [String],
        input: Int32? = nil,
        output: Output = .inherited,
        errors: Output = .inherited,
        isDetached: Bool = false
    ) {
        let nothing = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(nothing) }
        var words = unsafe arguments.map { unsafe $0.withFileSystemPath { unsafe strdup($0) } } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        let identifier = unsafe cprocess_start(
            &words,
            input ?? nothing,
            Self.descriptor(output, STDOUT_FILENO),
            Self.descriptor(errors, STDERR_FILENO),
            isDetached ? 1 : 0
        )
        guard identifier > 0 else { return nil }
        self.identifier = identifier
    }

    deinit { end() }

    private static func descriptor(_ output: Output, _ own: Int32) -> Int32 {
        switch output {
        case .inherited: own
        case .descriptor(let descriptor): descriptor
        }
    }

    /// Waits for the end, and returns the exit code, or 128 and the signal's number.
    public func wait() -> Int32 {
        _ = Descriptor.uninterrupted { reap(0) == nil ? Int32(-1) : 0 }
        // A child that can't be waited for, because somebody else did, ended in an unknown way; its number may be
        // another's by now.
        let code = status ?? 127
        status = code
        return code
    }

    /// Waits for the end at most that many seconds; nil where the child still runs.
    public func wait(within seconds: Double) -> Int32? {
        if let status = reap(WNOHANG) { return status }
        let handle = Descriptor(owning: cprocess_handle(identifier))
        _ = Poll.wait([(handle.number, POLLIN)], seconds: seconds)
        return reap(WNOHANG)
    }

    /// Ends the child: asks it, waits a moment, and then kills it.
    ///
    /// Whatever it writes to must be closed before: who waits to write hears no request.
    public func end() {
        guard status == nil else { return }
        kill(identifier, SIGTERM)
        guard wait(within: Self.grace) == nil else { return }
        kill(identifier, SIGKILL)
        _ = wait()
    }

    private func reap(_ options: Int32) -> Int32? {
        if let status { return status }
        var raw: Int32 = 0
        guard unsafe waitpid(identifier, &raw, options) == identifier else { return nil }
        let signal = raw & 0x7F
        status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
        return status
    }
}
