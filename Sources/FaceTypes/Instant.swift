import Glibc

/// A moment on the system's monotonic clock, the one that V4L2 drivers stamp frames with.
public struct Instant: Sendable, Comparable, Hashable {
    /// Nanoseconds since the clock's start.
    public let nanoseconds: Int64

    /// Makes an instant from nanoseconds of `CLOCK_MONOTONIC`.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The present moment.
    public static func now() -> Instant {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Seconds since the clock's start.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Returns the seconds from another instant to this one; negative if the other is later.
    public func seconds(since other: Instant) -> Double { Double(nanoseconds - other.nanoseconds) / 1e9 }

    /// Returns the instant that many seconds later.
    public func advanced(by seconds: Double) -> Instant {
        Instant(nanoseconds: nanoseconds + Int64(seconds * 1e9))
    }

    /// Orders instants in time.
    public static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.nanoseconds < rhs.nanoseconds }
}
