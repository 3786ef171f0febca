import Glibc

/// Reads whole files.
public enum RegularFile {
    /// Returns what follows the last dot of a path, in lower case; nothing where there is no dot.
    public static func ending(of path: String) -> String {
        guard let dot = path.lastIndex(of: ".") else { return "" }
        return path[path.index(after: dot)...].lowercased()
    }

    /// Returns the first bytes of a file, fewer where it is shorter; nothing where it can't be read or is no
    /// file.
    public static func beginning(of path: String, count: Int) -> [UInt8] { part(of: path, count) { _ in 0 } }

    /// Returns the last bytes of a file, fewer where it is shorter; nothing where it can't be read or is no file.
    public static func end(of path: String, count: Int) -> [UInt8] {
        part(of: path, count) { max(0, $0 - count) }
    }

    private static func part(of path: String, _ count: Int, from start: (Int) -> Int) -> [UInt8] {
        var status = stat()
        let descriptor = unsafe path.withFileSystemPath { path in
            unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        }
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        let first = start(Int(status.st_size))
        var bytes = [UInt8](repeating: 0, count: min(count, max(0, Int(status.st_size) - first)))
        let read = unsafe pread(descriptor, &bytes, bytes.count, off_t(first))
        return Array(bytes.prefix(max(0, read)))
    }

    /// Returns a file's bytes.
    ///
    /// - Parameters:
    ///   - path: the file; links are followed.
    ///   - limit: the most bytes that are read.
    /// - Returns: all bytes.
    /// - Throws: `FileError` where it can't be read, is no regular file, or larger than the limit, which is found out
    ///   before anything is allocated.
    public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        // Not blocking, because opening a pipe would wait for a writer.
        let descriptor = unsafe path.withFileSystemPath { path in
            unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        }
        guard descriptor >= 0 else { throw .call("open", path: path, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .call("stat", path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
        let size = Int(status.st_size)
        guard size <= limit else { throw .tooLarge(path: path, limit: limit) }

        var bytes = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let (count, code) = Descriptor.uninterrupted {
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), size - filled)
                }
            }
            guard count >= 0 else { throw .call("read", path: path, errno: code) }
            // Somebody cut the file meanwhile.
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeLast(size - filled)
        return bytes
    }
}
