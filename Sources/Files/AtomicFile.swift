import Glibc

/// Writes files that only their owner can read, whole or not at all, whatever happens meanwhile.
public enum AtomicFile {
    /// Replaces a file: the bytes go to a new one beside it, to the disk, and then take its name.
    ///
    /// - Throws: `FileError.call`; the old file is then as it was.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let folder = parent(of: path)
        let temporary = "\(folder)/\(prefix)\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let descriptor = unsafe temporary.withFileSystemPath { path in
            unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        }
        guard descriptor >= 0 else { throw .call("create", path: path, errno: errno) }
        do throws(FileError) {
            let code = Descriptor.writeAll(bytes, to: descriptor)
            guard code == 0 else { throw .call("write", path: path, errno: code) }
            guard fsync(descriptor) == 0 else { throw .call("fsync", path: path, errno: errno) }
        } catch {
            close(descriptor)
            remove(temporary)
            throw error
        }
        close(descriptor)
        do throws(FileError) { try move(temporary, to: path) } catch {
            remove(temporary)
            throw error
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
        if unsafe path.withFileSystemPath({ unsafe mkdir($0, 0o700) }) == 0 {
            return synchronize(folder: parent(of: path))
        }
        switch errno {
        case EEXIST: return
        case ENOENT where parent(of: path) != path:
            try makeFolder(parent(of: path))
            guard unsafe path.withFileSystemPath({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
                throw .call("mkdir", path: path, errno: errno)
            }
        case let code: throw .call("mkdir", path: path, errno: code)
        }
    }

    /// Gives a file or folder another name.
    public static func move(_ old: String, to new: String) throws(FileError) {
        let code = unsafe old.withFileSystemPath { old in
            unsafe new.withFileSystemPath { new in unsafe rename(old, new) == 0 ? 0 : errno }
        }
        guard code == 0 else { throw .call("rename", path: new, errno: code) }
    }

    /// Removes a file, or a link, if there is one.
    public static func remove(_ path: String) { unsafe path.withFileSystemPath { unsafe _ = unlink($0) } }

    /// Brings a folder's entries to the disk.
    ///
    /// Some file systems can't, which is no reason to fail.
    public static func synchronize(folder: String) {
        let descriptor = unsafe folder.withFileSystemPath { path in
            unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
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
