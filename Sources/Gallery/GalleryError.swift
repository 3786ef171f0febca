public import FaceTypes
public import Files

/// Why the gallery could not be read or changed.
public enum GalleryError: Error, Hashable, CustomStringConvertible {
    /// A file could not be read or written.
    case file(FileError)
    /// Nobody of that name is enrolled.
    case noSuchPerson(PersonName)
    /// The new name is taken.
    case nameTaken(PersonName)

    /// What failed, on what, and what to do.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .noSuchPerson(let name): "nobody is enrolled as \(name); `facetop gallery list` shows who is"
        case .nameTaken(let name):
            "somebody is enrolled as \(name) already; choose another name, or remove that one"
        }
    }
}
