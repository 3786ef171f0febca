public import Files
import Glibc
import Synchronization

/// The file that events are appended to, readable by its owner only: one line, one write.
///
/// A file that was renamed or removed meanwhile, as logrotate does, is made anew; one that is larger than a
/// limit is renamed by itself.
public final class EventLog: Sendable {
    /// How many full files are kept, as `events.jsonl.1` (the newest) and so on.
    static let kept = 5

    /// The file.
    public let path: String
    private let maximumBytes: Int?

    private struct State {
        var descriptor: Descriptor
        /// Whether the last line has no end: a power cut or a full disk tore it.
        var isTorn = false
    }

    private let state: Mutex<State>

    /// Opens the file, and makes it where there is none.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - makesFolder: whether its folder is made, too.
    ///   - maximumBytes: from which size on the file is renamed and begun anew; nil for never.
    /// - Throws: `FileError.call` where that fails.
    public init(path: String, makesFolder: Bool = true, maximumBytes: Int? = nil) throws(FileError) {
        self.path = path
        self.maximumBytes = maximumBytes
        if makesFolder { try AtomicFile.makeFolder(AtomicFile.parent(of: path)) }
        state = Mutex(try Self.open(path))
    }

    /// Opens the file of that name anew, and makes it where there is none.
    public func reopen() throws(FileError) {
        try state.withLock { state throws(FileError) in state = try Self.open(path) }
    }

    /// Appends one line, its line end included.
    ///
    /// - Throws: `FileError.call` where the disk is full or the file can't be written.
    public func append(_ line: [UInt8]) throws(FileError) {
        try state.withLock { state throws(FileError) in
            try follow(&state)
            // What was torn would swallow this line.
            let bytes = state.isTorn ? [UInt8(ascii: "\n")] + line : line
            let (count, code) = Descriptor.uninterrupted {
                unsafe write(state.descriptor.number, bytes, bytes.count)
            }
            if count > 0 { state.isTorn = count < bytes.count }
            guard count == bytes.count else {
                throw .call("write", path: path, errno: count < 0 ? code : ENOSPC)
            }
        }
    }

    /// Brings what was appended to the disk.
    public func synchronize() { state.withLock { _ = fdatasync($0.descriptor.number) } }

    private static func open(_ path: String) throws(FileError) -> State {
        let number = unsafe path.withFileSystemPath { path in
            unsafe Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
        }
        guard number >= 0 else { throw .call("open", path: path, errno: errno) }
        var last: UInt8 = UInt8(ascii: "\n")
        let end = lseek(number, 0, SEEK_END)
        if end > 0 { unsafe _ = pread(number, &last, 1, end - 1) }
        return State(descriptor: Descriptor(owning: number), isTorn: last != UInt8(ascii: "\n"))
    }

    /// Makes sure that the file of that name is the one that is open, and not too large.
    private func follow(_ state: inout State) throws(FileError) {
        var (own, named) = (stat(), stat())
        guard unsafe fstat(state.descriptor.number, &own) == 0, own.st_mode & S_IFMT == S_IFREG else {
            return
        }
        let isThere = unsafe path.withFileSystemPath { unsafe stat($0, &named) } == 0
        if !isThere || own.st_ino != named.st_ino || own.st_dev != named.st_dev {
            // Its folder may be gone, too: what is open is then better than nothing.
            do throws(FileError) { state = try Self.open(path) } catch { return }
        } else if let maximumBytes, Int(own.st_size) >= maximumBytes {
            for number in stride(from: Self.kept - 1, through: 1, by: -1) {
                try? AtomicFile.move("\(path).\(number)", to: "\(path).\(number + 1)")
            }
            try AtomicFile.move(path, to: "\(path).1")
            state = try Self.open(path)
        }
    }
}
