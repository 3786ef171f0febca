/// What the user asks for on the screen.
public enum Action: Sendable, Hashable {
    /// Leave the program.
    case quit
    /// Hold or go on.
    case togglePause
    /// Enroll the face of a track under a name.
    case enroll(TrackID, PersonName)
}
