public import FaceTypes
public import Files

/// Why the gallery could not be read or changed.
public enum GalleryError: Error, Hashable, CustomStringConvertible {
    /// A file could not be read or written.
    case file(FileError)
    /// Nobody of that name is enrolled.
    case noSuchPerson(PersonName)
    /// The gallery's list of kept photos is none.
    case damaged(path: String)
    /// There is no such photo in the gallery.
    case noSuchPhoto(path: String)
    /// The user closed the folder for writing; its permissions in octal.
    case closed(path: String, mode: String)
    /// A person can't be merged with itself.
    case samePerson(PersonName)
    /// The new name is taken.
    case nameTaken(PersonName)

    /// What failed, on what, and what to do.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .noSuchPerson(let name): "nobody is enrolled as \(name); `facetop gallery list` shows who is"
        case .damaged(let path): "\(path): is no list of kept photos; remove it, and keep the photos anew"
        case .noSuchPhoto(let path):
            "\(path): there is no such photo in the gallery; `facetop gallery check` names them"
        case .closed(let path, let mode):
            "\(path): you have closed this folder for writing (mode \(mode)); open it: chmod u+rwx \(path)"
        case .samePerson(let name): "\(name) can't be merged with itself; name two people"
        case .nameTaken(let name):
            "somebody is enrolled as \(name) already; choose another name, or remove that one"
        }
    }
}
