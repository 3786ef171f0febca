public import FaceTypes
import Synchronization

/// A clock that can be set forward, so that nobody has to wait.
public final class ManualClock: Sendable {
    private let seconds = Mutex(0.0)

    /// Makes a clock that agrees with the system's.
    public init() {}

    /// Lets time pass.
    public func advance(by seconds: Double) { self.seconds.withLock { $0 += seconds } }

    /// The clock, for whoever needs one.
    public var clock: Clock {
        Clock { [self] in
            let (now, ahead) = (Clock.system.present, seconds.withLock(\.self))
            return Moment(instant: now.instant.advanced(by: ahead), wallTime: now.wallTime + ahead)
        }
    }
}
