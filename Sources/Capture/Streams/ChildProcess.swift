public import Glibc

/// Another program that runs on our behalf, without a shell between.
public final class ChildProcess {
    /// Its number.
    public let identifier: pid_t
    private var status: Int32?

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
    ///   - output: where its standard output goes.
    ///   - errors: where its standard error goes.
    ///   - isDetached: whether keys such as Ctrl-C reach us alone, who then end it.
    public init?(
        _ arguments: [String],
        output: Output = .inherited,
        errors: Output = .inherited,
        isDetached: Bool = false
    ) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        if case .descriptor(let descriptor) = output {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
        }
        if case .descriptor(let descriptor) = errors {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, STDERR_FILENO)
        }
        // Signals that we ignore or handle are its own to handle again.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { unsafe sigaddset(&signals, signal) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETSIGDEF | (isDetached ? POSIX_SPAWN_SETPGROUP : 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        guard let program = arguments.first,
            unsafe posix_spawnp(&identifier, program, &actions, &attributes, &words, environ) == 0
        else { return nil }
        self.identifier = identifier
    }

    deinit {
        guard status == nil else { return }
        kill(identifier, SIGTERM)
        _ = wait()
    }

    /// Waits for the end, and returns the exit code, or 128 and the signal's number.
    public func wait() -> Int32 {
        if let status { return status }
        var raw: Int32 = 0
        while unsafe waitpid(identifier, &raw, 0) < 0, errno == EINTR {}
        let signal = raw & 0x7F
        let code = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
        status = code
        return code
    }
}
