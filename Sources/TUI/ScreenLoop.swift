public import FaceTypes

/// Draws snapshots and reads keys until the user leaves.
///
/// Runs on the main thread.
public final class ScreenLoop {
    /// How long nothing is looked at where nothing happens, in seconds: clocks and rates go on.
    private static let longest = 0.25

    private let terminal: Terminal
    private var painter: ScreenPainter
    private let clock: Clock

    /// Takes the terminal.
    ///
    /// - Parameters:
    ///   - options: what the user wants of the screen.
    ///   - clock: tells the time.
    /// - Throws: `TerminalError` where there is none that can be drawn on.
    public init(_ options: ScreenOptions = ScreenOptions(), clock: Clock = .system) throws(TerminalError) {
        self.clock = clock
        terminal = try Terminal(options)
        painter = ScreenPainter(options, terminal.abilities)
    }

    /// Where what the screen shows comes from, and where what the user wants goes.
    public struct Program {
        /// Gives what to draw.
        public var snapshot: () -> Snapshot
        /// Gives a line to tell the user, once each.
        public var message: () -> String?
        /// Gives where a stranger is, once each; nil where there is none.
        public var stranger: () -> String?
        /// Whether to leave without being asked by a key.
        public var shouldStop: () -> Bool
        /// Does what the user asks for.
        public var perform: (Action) -> Void
        /// Can be read when there is something new to look at.
        public var news: Int32
        /// Is called before the news is looked at.
        public var readNews: () -> Void

        /// Names them.
        public init(
            snapshot: @escaping () -> Snapshot,
            message: @escaping () -> String?,
            stranger: @escaping () -> String?,
            shouldStop: @escaping () -> Bool,
            perform: @escaping (Action) -> Void,
            news: Int32,
            readNews: @escaping () -> Void
        ) {
            (self.snapshot, self.message, self.stranger) = (snapshot, message, stranger)
            self.shouldStop = shouldStop
            (self.perform, self.news, self.readNews) = (perform, news, readNews)
        }
    }

    /// Runs until the user leaves, or the program says so; the terminal is then as it was.
    public func run(_ program: Program) {
        defer {
            terminal.write(painter.farewell)
            terminal.restore()
        }
        while !program.shouldStop() {
            program.readNews()
            let current = program.snapshot()
            if let text = program.message() { painter.withScreen { $0.message = text } }
            if let place = program.stranger() {
                terminal.write(painter.alarm(for: place, at: clock.now))
            }
            if let action = draw(current) { program.perform(action) }
            terminal.wait(milliseconds: Int32(Self.longest * 1000), orFor: program.news)
            // Every key that is waiting.
            while let key = terminal.key() {
                guard let action = painter.withScreen({ $0.handle(key, current) }) else { continue }
                if case .quit = action { return }
                program.perform(action)
            }
            // News that come faster than pictures may be sent wait for the next one; whoever ends the program does not.
            let wait = min(painter.wait(at: clock.now), Self.longest)
            if wait > 0 { terminal.wait(milliseconds: Int32((wait * 1000).rounded(.up)), orFor: -1) }
        }
    }

    private func draw(_ snapshot: Snapshot) -> Action? {
        let now = clock.now
        let isStale = terminal.takeResumption()
        if terminal.takeLearned() { painter.learn(terminal.abilities) }
        let action = painter.withScreen { $0.note(snapshot, at: now) }
        if painter.withScreen({ $0.takeRedraw() }) || isStale { painter.forget() }
        guard terminal.isReady else { return action }
        let bytes = painter.paint(snapshot, size: terminal.size, at: now)
        if !bytes.isEmpty { terminal.write(bytes) }
        return action
    }
}
