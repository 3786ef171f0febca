public import FaceTypes
import Glibc

/// Why the gallery could not be read or changed.
public enum GalleryError: Error, Hashable, CustomStringConvertible {
    /// A system call failed.
    case call(String, path: String, errno: Int32)
    /// Nobody of that name is enrolled.
    case noSuchPerson(PersonName)
    /// The new name is taken.
    case nameTaken(PersonName)

    /// What failed, on what, and what to do.
    public var description: String {
        switch self {
        case .call(let call, let path, let code):
            "\(path): \(call) failed: \(unsafe String(cString: strerror(code)))"
        case .noSuchPerson(let name): "nobody is enrolled as \(name); `facetop gallery list` shows who is"
        case .nameTaken(let name):
            "somebody is enrolled as \(name) already; choose another name, or remove that one"
        }
    }
}
