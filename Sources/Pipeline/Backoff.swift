/// How long to wait before a camera is tried again: twice as long each time, within limits.
struct Backoff {
    /// The first wait, in seconds: a plugged-in camera is there within a second.
    static let first = 0.5
    /// The longest wait, in seconds.
    static let longest = 10.0

    private var upcoming = Backoff.first

    /// Returns the seconds to wait now.
    mutating func next() -> Double {
        defer { upcoming = min(upcoming * 2, Self.longest) }
        return upcoming
    }
}
