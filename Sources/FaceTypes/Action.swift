/// What the user asks for on the screen.
public enum Action: Sendable {
    /// Leave the program.
    case quit
    /// Show the next of several cameras.
    case nextCamera
    /// Hold or go on.
    case togglePause
    /// Enroll the one face of a picture under a name.
    case enroll(Frame, PersonName)
}
