public import FaceTypes
import Text

/// What the user wants changed in the gallery, in a way that can be undone.
public enum GalleryRequest: Sendable {
    /// Give a person another name.
    case rename(PersonName, to: PersonName)
    /// Make all photos of one person another's.
    case merge(PersonName, into: PersonName)
    /// Remove a person.
    case remove(PersonName)
    /// A face is not a person: the picture's file, and the ending of its name.
    case disown([UInt8], String, from: PersonName)
    /// Nobody wants to hear of a face: the picture's file, and until when.
    case ignore([UInt8], String, until: Double)
}

/// A change of the gallery that can be undone; files by their paths inside the gallery.
public enum GalleryChange: Sendable, Hashable, Codable, CustomStringConvertible {
    /// A person got another name.
    case renamed(String, to: String)
    /// One person's photos became another's: their old names by the new ones, and what is left of the folder.
    case merged(String, into: String, files: [String: String], rest: String)
    /// A person was removed, into a hidden folder.
    case removed(String, folder: String)
    /// A picture of somebody who is not a person was added.
    case disowned(String, file: String)
    /// A picture of somebody whom nobody wants to hear of was added.
    case ignored(file: String)
    /// Photos of a person were added.
    case enrolled(String, files: [String])

    /// What it is, in a few words.
    public var description: String {
        switch self {
        case .renamed(let old, let new): "\(old) is \(new) now"
        case .merged(let double, let name, _, _): "\(double) is one with \(name) now"
        case .removed(let name, _): "\(name) is removed"
        case .disowned(let name, _): "that face is not \(name)"
        case .ignored: "that face is ignored"
        case .enrolled(let name, let files): "\(name) is enrolled, from \(files.count.counted("photo"))"
        }
    }
}
