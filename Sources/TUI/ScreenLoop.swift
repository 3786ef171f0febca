public import FaceTypes

/// Draws snapshots and reads keys until the user leaves.
///
/// Runs on the main thread.
public final class ScreenLoop {
    /// How often the screen is drawn, in milliseconds.
    private static let tick: Int32 = 50

    private let terminal: Terminal
    private var screen = Screen()
    private let clock: Clock

    /// Takes the terminal.
    ///
    /// - Throws: `TerminalError` where there is none that can be drawn on.
    public init(clock: Clock = .system) throws(TerminalError) {
        self.clock = clock
        terminal = try Terminal()
    }

    /// Runs until the user leaves, or `shouldStop` says so; the terminal is then as it was.
    ///
    /// - Parameters:
    ///   - snapshot: gives what to draw.
    ///   - message: gives a line to tell the user, once each.
    ///   - shouldStop: whether to leave without being asked by a key.
    ///   - perform: does what the user asks for.
    public func run(
        snapshot: () -> Snapshot,
        message: () -> String?,
        shouldStop: () -> Bool,
        perform: (Action) -> Void
    ) {
        defer { terminal.restore() }
        while !shouldStop() {
            let current = snapshot()
            if let text = message() { screen.message = text }
            screen.note(current, at: clock.now)
            if screen.takeRedraw() { terminal.redraw() }
            let size = terminal.size
            terminal.show(screen.canvas(current, rows: size.rows, columns: size.columns))
            // One tick at most, but every key that is waiting.
            var wait = Self.tick
            while let key = terminal.key(waiting: wait) {
                wait = 0
                guard let action = screen.handle(key, current) else { continue }
                if case .quit = action { return }
                perform(action)
            }
        }
    }
}
