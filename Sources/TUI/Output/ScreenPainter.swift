public import FaceTypes

/// Turns snapshots into what is sent to a terminal: one frame, one piece, and no more than the line takes.
public struct ScreenPainter {
    private(set) var screen: Screen
    private var abilities: TerminalAbilities
    private var theme = Theme.dark
    private var encoder: CellEncoder
    private var budget: OutputBudget
    private var bytes: [UInt8] = []
    /// How many new pictures were painted.
    public private(set) var pictureCount = 0
    /// The picture that is on the screen.
    private var shownFrame: Frame?
    private var image = PixelOutput()
    /// How the user is told of strangers who may look elsewhere.
    private var alert = StrangerAlert()
    /// What changes in every frame and nobody can read as fast.
    private var metrics: (report: MetricsReport, use: OutputUse, at: Instant)?

    /// How long figures stay, in seconds.
    private static let figureLife = 0.5

    /// Paints for a terminal.
    init(_ options: ScreenOptions, _ abilities: TerminalAbilities) {
        screen = Screen(options)
        budget = OutputBudget(limit: options.bytesPerSecond.map(Double.init))
        self.abilities = abilities
        encoder = CellEncoder(abilities, theme)
        learn(abilities)
    }

    /// Paints for a terminal that has 24-bit colors and is no terminal: for who measures.
    public init(measuring options: ScreenOptions) {
        var abilities = TerminalAbilities()
        abilities.colors = options.colors ?? .direct
        abilities.isSynchronized = true
        self.init(options, abilities)
    }

    /// Takes up what a terminal can do.
    mutating func learn(_ abilities: TerminalAbilities) {
        self.abilities = abilities
        var view = screen.view
        (view.colors, view.isASCII) = (abilities.colors, abilities.isASCII)
        (view.cell, view.graphics) = (abilities.cell ?? (1, 2), abilities.graphics)
        view.usesPlaceholders = abilities.isPassedThrough
        if let picture = screen.options.picture { view.mode = picture }
        if !view.canShow(view.mode) { view.mode = .half }
        screen.view = view
        dress()
    }

    /// Takes up the theme, and draws everything anew in it.
    private mutating func dress() {
        theme = screen.options.theme ?? Theme(background: abilities.background)
        encoder = CellEncoder(abilities, theme)
    }

    /// What must be sent before the terminal is given back.
    var farewell: [UInt8] { image.removal(isPassedThrough: abilities.isPassedThrough) }

    /// Forgets what the terminal shows.
    public mutating func forget() {
        encoder.forget()
        image = PixelOutput()
    }

    /// Lets something change the screen.
    mutating func withScreen<Value>(_ body: (inout Screen) -> Value) -> Value { body(&screen) }

    /// What tells of a stranger at a camera.
    mutating func alarm(for place: String, at time: Instant) -> [UInt8] {
        alert.bytes(for: place, screen.options, usesFields: abilities.notifiesByFields, at: time)
    }

    /// How many seconds are left until the next picture may be sent.
    public func wait(at time: Instant) -> Double { budget.wait(at: time) }

    /// Paints a snapshot.
    ///
    /// - Parameters:
    ///   - snapshot: what is to be shown; while the line is busy, with the picture that is shown already.
    ///   - size: the terminal's.
    ///   - time: now.
    /// - Returns: what to send, in one piece; empty where nothing has changed.
    public mutating func paint(
        _ snapshot: Snapshot,
        size: (rows: Int, columns: Int),
        at time: Instant
    ) -> [UInt8] {
        var snapshot = snapshot
        if let wanted = screen.options.theme, wanted != theme { dress() }
        let limit = screen.options.bytesPerSecond.map(Double.init)
        if limit != budget.limit { budget = OutputBudget(limit: limit) }
        screen.size = size
        let isDue = budget.wait(at: time) <= 0
        let isPicture = isDue && snapshot.frame?.sequence != shownFrame?.sequence
        if isDue || snapshot.frame == nil { shownFrame = snapshot.frame } else { snapshot.frame = shownFrame }
        holdFigures(&snapshot, at: time)
        screen.view.coarseness = budget.quality.coarseness
        encoder.tolerance = budget.quality.tolerance
        if isPicture { pictureCount += 1 }
        let canvas = screen.canvas(snapshot, rows: size.rows, columns: size.columns)
        bytes.removeAll(keepingCapacity: true)
        let isHeld = encoder.abilities.isSynchronized
        if isHeld { bytes.append(contentsOf: Self.hold) }
        let begin = bytes.count
        image.encode(canvas, screen.view.mode, &encoder, isNew: isPicture, into: &bytes)
        encoder.encode(canvas, into: &bytes)
        guard bytes.count > begin else { return [] }
        if isHeld { bytes.append(contentsOf: Self.release) }
        budget.note(bytes.count, isPicture: isPicture, at: time)
        return bytes
    }

    /// A terminal that knows mode 2026 shows what comes between these two at once.
    private static let hold = [UInt8]("\u{1B}[?2026h".utf8)
    private static let release = [UInt8]("\u{1B}[?2026l".utf8)

    private mutating func holdFigures(_ snapshot: inout Snapshot, at time: Instant) {
        if metrics.map({ time.seconds(since: $0.at) >= Self.figureLife }) ?? true {
            let use = OutputUse(bytesPerSecond: budget.use(at: time), limit: screen.options.bytesPerSecond)
            metrics = (snapshot.metrics, use, time)
        }
        guard let metrics else { return }
        snapshot.metrics = metrics.report
        screen.use = metrics.use
    }
}

/// What of the line is used.
struct OutputUse: Sendable, Hashable {
    var bytesPerSecond = 0.0
    var limit: Int?
}
