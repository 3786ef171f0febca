/// What a user can choose about the screen.
public struct ScreenOptions: Sendable {
    /// How many colors; nil for what the terminal has.
    public var colors: ColorDepth?
    /// How the picture is drawn; nil for the finest that the terminal is known to show.
    public var picture: PictureMode?
    /// How much of people is shown.
    public var privacy = Privacy.off
    /// Which colors meanings have; nil for what suits the terminal's background.
    public var theme: Theme?
    /// Bytes a second that are sent at most; nil for no limit.
    public var bytesPerSecond: Int?
    /// Whether tmux passes kitty's pictures on to a terminal that shows them.
    public var passesKitty = false
    /// Whether the mouse chooses faces.
    public var hasMouse = true
    /// Whether the terminal's bell rings for a stranger.
    public var rings = false
    /// Whether the terminal is asked to notify of a stranger.
    public var notifies = false

    /// Makes options with all defaults.
    public init() {}
}
