import Glibc

/// Writes files that only their owner can read, whole or not at all, whatever happens meanwhile.
public enum AtomicFile {
    /// Replaces a file: the bytes go to a new one beside it, to the disk, and then take its name.
    ///
    /// - Throws: `FileError.call`; the old file is then as it was.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let folder = parent(of: path)
        let temporary = "\(folder)/\(prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .call("create", path: temporary, errno: errno) }
        do throws(FileError) {
            let code = Descriptor.writeAll(bytes, to: descriptor)
            guard code == 0 else { throw .call("write", path: temporary, errno: code) }
            guard fsync(descriptor) == 0 else { throw .call("fsync", path: temporary, errno: errno) }
        } catch {
            close(descriptor)
            unsafe unlink(temporary)
            throw error
        }
        close(descriptor)
        guard unsafe rename(temporary, path) == 0 else {
            let code = errno
            unsafe unlink(temporary)
            throw .call("rename", path: path, errno: code)
        }
        synchronize(folder: folder)
    }

    /// Whether a file is what a write left that was cut off: its process no longer runs.
    public static func isLeftover(_ name: String) -> Bool {
        guard name.hasPrefix(prefix), let number = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" })
        else {
            return false
        }
        return kill(number, 0) != 0 && errno == ESRCH
    }

    /// How the name of a file begins that is being written.
    private static let prefix = ".facetop-"

    /// Makes a folder that only its owner can enter, with those above it; one that is there is left as it is.
    public static func makeFolder(_ path: String) throws(FileError) {
        if unsafe mkdir(path, 0o700) == 0 { return synchronize(folder: parent(of: path)) }
        switch errno {
        case EEXIST: return
        case ENOENT where parent(of: path) != path:
            try makeFolder(parent(of: path))
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .call("mkdir", path: path, errno: errno)
            }
        case let code: throw .call("mkdir", path: path, errno: code)
        }
    }

    /// Brings a folder's entries to the disk.
    ///
    /// Some file systems can't, which is no reason to fail.
    public static func synchronize(folder: String) {
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Returns the folder that a file or folder is in.
    public static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
