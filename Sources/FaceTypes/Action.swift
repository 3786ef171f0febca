/// What the user asks for on the screen.
public enum Action: Sendable {
    /// Leave the program.
    case quit
    /// Show the next of several cameras.
    case nextCamera
    /// Hold or go on.
    case togglePause
    /// Look at a face in every frame, because somebody is being enrolled; nil for none.
    case follow(TrackID?)
    /// Enroll the one face of each picture under a name: all that can be used, or none.
    case enroll([Frame], PersonName)
    /// Give a person another name.
    case rename(PersonName, to: PersonName)
    /// Make all photos of one person another's.
    case merge(PersonName, into: PersonName)
    /// Remove a person with all photos.
    case remove(PersonName)
    /// The face of a picture is not that person.
    case disown(Frame, from: PersonName)
    /// Nobody wants to hear of the face of a picture, until tomorrow or for ever.
    case ignore(Frame, isForEver: Bool)
    /// Take the last change of the gallery back.
    case undo
    /// Give an option another value, from now on and in the configuration.
    case set(option: String, value: String)
    /// Show who is enrolled.
    case readGallery
    /// Show the photo that a face is nearest to.
    case compare(path: String?)
    /// Give unknown faces a name, by the ids of their clusters.
    case assign([String], PersonName)
    /// Delete unknown faces.
    case discard([String])
    /// Ignore unknown faces for ever.
    case ignoreUnknown([String])
}
