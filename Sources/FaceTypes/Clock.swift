import Glibc

/// One moment, on both clocks.
public struct Moment: Sendable, Hashable {
    /// On the monotonic clock, by which everything is compared.
    public let instant: Instant
    /// The wall clock: seconds since 1970, UTC; for people and logs only, because it jumps.
    public let wallTime: Double

    /// Makes a moment.
    public init(instant: Instant, wallTime: Double) {
        self.instant = instant
        self.wallTime = wallTime
    }
}

/// Tells the time: the system's, or in tests whatever they say.
public struct Clock: Sendable {
    /// The system's clocks.
    public static let system = Clock {
        var wall = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &wall)
        return Moment(instant: .now(), wallTime: Double(wall.tv_sec) + Double(wall.tv_nsec) / 1e9)
    }

    private let moment: @Sendable () -> Moment

    /// Makes a clock that says what a closure says.
    public init(_ moment: @escaping @Sendable () -> Moment) { self.moment = moment }

    /// The present moment on both clocks.
    public var present: Moment { moment() }

    /// The present moment on the monotonic clock.
    public var now: Instant { moment().instant }
}
