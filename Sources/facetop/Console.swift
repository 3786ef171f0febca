import ArgumentParser
import Files
import Glibc
import Text
import Synchronization

/// Standard output and standard error, as whole lines.
enum Console {
    /// Why standard output could not be written, if it could not: an `errno`.
    private static let failure = Atomic<Int32>(0)

    /// Writes a line to standard output; false where nobody reads it any more, or it can't be written.
    @discardableResult
    static func print(_ line: String) -> Bool { print(bytes: [UInt8]("\(line)\n".utf8)) }

    /// Writes figures to standard output: as a JSON document, or as lines for people.
    static func print(_ figures: some Encodable, or lines: [String], json: Bool) {
        guard !json else {
            _ = print(bytes: JSON.document(figures))
            return
        }
        for line in lines { print(line) }
    }

    /// Writes bytes to standard output; false where nobody reads them any more, or they can't be written.
    static func print(bytes: [UInt8]) -> Bool { note(Descriptor.writeAll(bytes, to: STDOUT_FILENO)) }

    /// The same, but gives up on a reader that does not read once `shouldStop` says so.
    static func print(bytes: [UInt8], until shouldStop: () -> Bool) -> Bool {
        var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        while unsafe poll(&request, 1, 100) == 0 {
            if shouldStop() { return false }
        }
        return print(bytes: bytes)
    }

    /// Whether the reader of standard output has gone away.
    static var isReaderGone: Bool {
        var request = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return unsafe poll(&request, 1, 0) > 0 && Int32(request.revents) & POLLERR != 0
    }

    /// Writes a line to standard error, without what is secret in it.
    static func warn(_ line: String) { complain("facetop: \(line)") }

    /// The same without the program's name; whatever in it a terminal could act on is escaped.
    static func complain(_ text: String) {
        let lines = text.redacted.split(separator: "\n", omittingEmptySubsequences: false).map {
            String($0).printable
        }
        _ = Descriptor.writeAll([UInt8]("\(lines.joined(separator: "\n"))\n".utf8), to: STDERR_FILENO)
    }

    /// The exit code of the program: another where its output could not be written.
    static func finish(_ code: ExitCode) -> ExitCode {
        let problem = failure.load(ordering: .acquiring)
        // Who stopped reading has seen enough.
        guard problem != 0, problem != EPIPE else { return code }
        warn("standard output can't be written: \(unsafe String(cString: strerror(problem)))")
        return .outputFailed
    }

    private static func note(_ code: Int32) -> Bool {
        if code != 0 { failure.store(code, ordering: .releasing) }
        return code == 0
    }
}

extension ExitCode {
    /// A question was answered with no.
    static let noMatch = ExitCode(1)
    /// A question could not be answered.
    static let questionFailed = ExitCode(2)
    /// An input can't be read (EX_NOINPUT).
    static let noInput = ExitCode(66)
    /// There is no camera, or it fails (EX_UNAVAILABLE).
    static let noCamera = ExitCode(69)
    /// Standard output can't be written (EX_IOERR).
    static let outputFailed = ExitCode(74)
    /// Models or gallery are not in order (EX_CONFIG).
    static let configuration = ExitCode(78)
}
