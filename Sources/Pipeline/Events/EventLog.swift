public import Files
import Glibc

/// The file that events are appended to, readable by its owner only: one line, one write.
public final class EventLog: Sendable {
    /// The file.
    public let path: String
    private let descriptor: Int32

    /// Opens the file, and makes it and its folder where there is none.
    ///
    /// - Throws: `FileError.call` where that fails.
    public init(path: String) throws(FileError) {
        self.path = path
        try AtomicFile.makeFolder(AtomicFile.parent(of: path))
        descriptor = unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
        guard descriptor >= 0 else { throw .call("open", path: path, errno: errno) }
        try endTornLine()
    }

    deinit { close(descriptor) }

    /// Appends one line, its line end included.
    ///
    /// - Throws: `FileError.call` where the disk is full or the file can't be written.
    public func append(_ line: [UInt8]) throws(FileError) {
        while true {
            let count = unsafe write(descriptor, line, line.count)
            if count < 0, errno == EINTR { continue }
            guard count == line.count else {
                throw .call("write", path: path, errno: count < 0 ? errno : ENOSPC)
            }
            return
        }
    }

    /// Brings what was appended to the disk.
    public func synchronize() { fdatasync(descriptor) }

    /// A line that a power cut left without its end would swallow the next one.
    private func endTornLine() throws(FileError) {
        var last: UInt8 = UInt8(ascii: "\n")
        let end = lseek(descriptor, 0, SEEK_END)
        guard end > 0, unsafe pread(descriptor, &last, 1, end - 1) == 1, last != UInt8(ascii: "\n") else {
            return
        }
        try append([UInt8(ascii: "\n")])
    }
}
