import Glibc

/// Why a file could not be read or written.
public enum FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A system call failed.
    case call(String, path: String, errno: Int32)
    /// There is a folder, a device or a pipe of that name.
    case notRegular(path: String)
    /// There is a file, a device or a pipe in a folder's place.
    case notFolder(path: String)
    /// The file is larger than what is read.
    case tooLarge(path: String, limit: Int)

    /// The file, and what is wrong with it.
    public var description: String { "\(path): \(problem)" }

    /// What is wrong, without the file.
    public var problem: String {
        switch self {
        case .call("create", _, ENOENT): "its folder is not there; make it first"
        case .call(_, _, ENOENT): "there is no such file; check the path"
        case .call(_, _, EACCES): "permission denied; check who may read and write it"
        case .call(let call, _, let code): "\(call) failed: \(unsafe String(cString: strerror(code)))"
        case .notRegular: "is no file but a folder, a device or a pipe"
        case .notFolder: "is no folder; name one"
        case .tooLarge(_, let limit): "is larger than the \(limit / 1_000_000) MB that are read"
        }
    }

    /// The file that it is about.
    public var path: String {
        switch self {
        case .call(_, let path, _): path
        case .notRegular(let path), .notFolder(let path): path
        case .tooLarge(let path, _): path
        }
    }
}
