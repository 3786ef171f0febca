import Glibc

/// What changes with everything that is done to a file: its place on the disk, its size, and when it was
/// changed.
///
/// The time of change is the system's own, which nobody can set back.
public struct FileStamp: Codable, Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64
    /// Bytes.
    public let size: Int64
    private let changedNanoseconds: Int64
    /// When its contents were last changed, in seconds since 1970.
    public let modified: Double

    /// Looks at a file; nil where it can't be.
    public init?(of path: String) {
        var status = stat()
        guard unsafe path.withFileSystemPath({ unsafe stat($0, &status) }) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        size = Int64(status.st_size)
        changedNanoseconds = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
        modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
    }
}
