import FaceTypes

/// Decides whether a driver's time stamps can be believed.
struct DriverClock {
    /// How many frames in a row must contradict the clock before it counts as wrong.
    static let mostContradictions = 8
    /// A frame that came just now was not taken longer ago than that, in seconds: the slowest cameras need two frames.
    static let maximumDelay = 1.0
    /// How far a stamp may lie in the future, in seconds.
    static let tolerance = 0.005

    private var contradictions = 0

    /// When a frame was taken: by the driver's clock, or now.
    ///
    /// - Parameters:
    ///   - buffer: the frame.
    ///   - isFresh: whether it was waited for, so that it came just now.
    ///   - now: the present.
    /// - Returns: a moment that is not in the future.
    mutating func time(of buffer: FilledBuffer, isFresh: Bool, now: Instant) -> Instant {
        guard let time = buffer.time, contradictions < Self.mostContradictions else { return now }
        let age = now.seconds(since: time)
        if age < -Self.tolerance {
            contradictions += 1
            return now
        }
        if isFresh { contradictions = age > Self.maximumDelay ? contradictions + 1 : 0 }
        return min(time, now)
    }
}
