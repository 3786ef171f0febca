import FaceTypes

/// How many tiles of a frame may be looked at without a lower frame rate.
struct TileBudget {
    /// The share of the time between two frames that may be used; the rest is for recognition, and for other
    /// programs.
    private static let share = 0.5
    /// A machine that has no time to spare looks at one tile all so many frames: nobody is overlooked for
    /// ever.
    private static let least = 1.0 / 8
    /// With nobody who waits for frames: the same for each, so that a file gives the same events every time.
    private static let fixed = 2
    /// More in one frame would only show it later.
    private static let most = 3.0

    private let isLockstep: Bool
    private var lastFrame: Instant?
    /// Seconds between two frames, and what the whole picture and one tile take; running means.
    private var interval: Double?
    private var whole: Double?
    private var tile: Double?
    private var credit = 0.0

    init(isLockstep: Bool) { self.isLockstep = isLockstep }

    /// How many tiles the frame that comes now may cost.
    mutating func next(at time: Instant) -> Int {
        guard !isLockstep else { return Self.fixed }
        if let lastFrame {
            // A pause is no frame rate.
            Self.mix(min(time.seconds(since: lastFrame), 1), into: &interval)
        }
        lastFrame = time
        guard let interval, let whole else { return 0 }
        // A tile takes as long as the whole picture, until one was looked at.
        let spare = interval * Self.share - whole
        credit = min(credit + min(max(spare / max(tile ?? whole, 0.0001), Self.least), Self.most), Self.most)
        let count = Int(credit)
        credit -= Double(count)
        return count
    }

    /// Notes how long a frame took, with so many tiles.
    mutating func note(busy: Double, tiles: Int) {
        guard tiles > 0, let whole else { return Self.mix(busy, into: &whole) }
        Self.mix(max(0, busy - whole) / Double(tiles), into: &tile)
    }

    private static func mix(_ value: Double, into mean: inout Double?) {
        mean = mean.map { $0 + 0.1 * (value - $0) } ?? value
    }
}
