import Glibc

/// Lists folders.
public enum Folder {
    /// Returns the names in a folder, hidden ones included, in the order that people count in: 2 before 10.
    ///
    /// - Throws: `FileError` where it can't be read or is no folder.
    public static func entries(of path: String) throws(FileError) -> [String] {
        guard let stream = unsafe path.withFileSystemPath({ unsafe opendir($0) }) else {
            throw errno == ENOTDIR ? .notFolder(path: path) : .call("open", path: path, errno: errno)
        }
        defer { unsafe _ = closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe Array(bytes.prefix { $0 != 0 })
            }
            if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
        }
        guard errno == 0 else { throw .call("read", path: path, errno: errno) }
        names.sort(by: isBefore)
        return names.map(String.init(fileSystemBytes:))
    }

    /// Whether a name comes before another where numbers in them count as numbers.
    static func isBefore(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            guard isDigit(a[i]), isDigit(b[j]) else {
                guard a[i] == b[j] else { return a[i] < b[j] }
                (i, j) = (i + 1, j + 1)
                continue
            }
            let first = a[i...].prefix(while: isDigit)
            let second = b[j...].prefix(while: isDigit)
            (i, j) = (first.endIndex, second.endIndex)
            let (x, y) = (first.drop { $0 == UInt8(ascii: "0") }, second.drop { $0 == UInt8(ascii: "0") })
            guard x.count == y.count else { return x.count < y.count }
            guard x.elementsEqual(y) else { return x.lexicographicallyPrecedes(y) }
        }
        // What differs in leading zeros only is in the order of its bytes.
        let (left, right) = (a.count - i, b.count - j)
        return left == right ? a.lexicographicallyPrecedes(b) : left < right
    }

    /// What is under a name; links are followed.
    public enum Kind: Sendable {
        case file
        case folder
        /// A device, a pipe, a socket, or a link that leads nowhere.
        case other
        case nothing
    }

    /// Whether a name is a link to something else.
    public static func isLink(_ path: String) -> Bool {
        var status = stat()
        let isThere = unsafe path.withFileSystemPath { unsafe lstat($0, &status) } == 0
        return isThere && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Looks at what is under a path.
    public static func kind(of path: String) -> Kind { identity(of: path).kind }

    /// Looks at what is under a path, and tells it from everything else on this machine.
    public static func identity(of path: String) -> (kind: Kind, device: UInt64, number: UInt64) {
        var status = stat()
        guard unsafe path.withFileSystemPath({ unsafe stat($0, &status) }) == 0 else {
            let isLink = unsafe path.withFileSystemPath { unsafe lstat($0, &status) } == 0
            return (isLink ? .other : .nothing, 0, 0)
        }
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        return (kind, UInt64(status.st_dev), UInt64(status.st_ino))
    }
}
