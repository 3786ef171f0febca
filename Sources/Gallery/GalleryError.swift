public import FaceTypes
public import Files
import Text

/// Why the gallery could not be read or changed.
public enum GalleryError: Error, Hashable, CustomStringConvertible {
    /// A file could not be read or written.
    case file(FileError)
    /// Nobody of that name is enrolled.
    case noSuchPerson(PersonName)
    /// The gallery's list of kept photos is invalid.
    case damaged(path: String)
    /// There is no such photo in the gallery.
    case noSuchPhoto(path: String)
    /// The user closed the folder for writing; its permissions in octal.
    case closed(path: String, mode: String)
    /// A face looks like somebody else who is enrolled.
    case looksLikeAnother(PersonName, d2: Float)
    /// A face does not look like the person's other photos.
    case looksUnlikeItself(PersonName, d2: Float)
    /// A person can't be merged with itself.
    case samePerson(PersonName)
    /// There is no change that could be undone.
    case nothingToUndo
    /// The new name is taken.
    case nameTaken(PersonName)

    /// What failed, on what, and what to do.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .noSuchPerson(let name): "nobody is enrolled as \(name)"
        case .damaged(let path):
            "\(path): is an invalid list of kept photos; remove it, and keep the photos anew"
        case .noSuchPhoto(let path):
            "\(path): there is no such photo in the gallery"
        case .looksLikeAnother(let other, let d2):
            "looks like \(other), who is enrolled already (d2 \(d2.hundredths)); use that name"
        case .looksUnlikeItself(let person, let d2):
            "does not look like the other photos of \(person) (d2 \(d2.hundredths)); check the photo"
        case .closed(let path, let mode):
            "\(path): you have closed this folder for writing (mode \(mode)); open it: chmod u+rwx \(path)"
        case .samePerson(let name): "\(name) can't be merged with itself; name two people"
        case .nothingToUndo: "there is nothing to undo"
        case .nameTaken(let name):
            "somebody is enrolled as \(name) already; choose another name, or remove that one"
        }
    }
}
