import ArgumentParser
import Files
import Glibc

/// Standard output and standard error, as whole lines.
enum Console {
    /// Writes a line to standard output; false where nobody reads it any more.
    @discardableResult
    static func print(_ line: String) -> Bool { print(bytes: [UInt8]("\(line)\n".utf8)) }

    /// Writes bytes to standard output; false where nobody reads them any more.
    static func print(bytes: [UInt8]) -> Bool { Descriptor.writeAll(bytes, to: STDOUT_FILENO) == 0 }

    /// Writes a line to standard error.
    static func warn(_ line: String) {
        _ = Descriptor.writeAll([UInt8]("facetop: \(line)\n".utf8), to: STDERR_FILENO)
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
    /// Models or gallery are not in order (EX_CONFIG).
    static let configuration = ExitCode(78)
}
