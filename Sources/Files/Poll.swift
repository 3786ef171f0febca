import Glibc

/// Waits for descriptors.
public enum Poll {
    /// Waits until one of some descriptors is ready, at its end, or broken.
    ///
    /// - Parameters:
    ///   - requests: the descriptors, less than 0 for none, and the events that are waited for, as `poll` has them.
    ///   - seconds: how long at most; nil for as long as it takes.
    /// - Returns: what happened to each, as `poll` has it: all 0 where the time is over, nil where `poll` failed.
    public static func wait(_ requests: [(descriptor: Int32, events: Int32)], seconds: Double?) -> [Int32]? {
        var polled = requests.map { pollfd(fd: $0.descriptor, events: Int16($0.events), revents: 0) }
        let clock = ContinuousClock()
        let end = seconds.map { clock.now + .seconds($0) }
        let (result, _) = Descriptor.uninterrupted {
            // Rounded up: what is over a moment too early would be waited for again.
            let left = end.map { (($0 - clock.now) / .milliseconds(1)).rounded(.up) }
            let milliseconds = left.map { Int32(max(0, min($0, Double(Int32.max)))) } ?? -1
            return unsafe poll(&polled, nfds_t(polled.count), milliseconds)
        }
        return result < 0 ? nil : polled.map { Int32($0.revents) }
    }
}
