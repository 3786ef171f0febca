import CProcess
import Files
import Glibc

/// Wakes a thread that waits for descriptors: an eventfd.
public final class Wakeup: Sendable {
    private let descriptor = Descriptor(owning: cprocess_event())

    /// The descriptor that is waited for; less than 0 where none was left.
    public var number: Int32 { descriptor.number }

    /// Makes one that nobody has used.
    public init() {}

    /// Wakes whoever waits, or will.
    public func wake() {
        var one: UInt64 = 1
        unsafe _ = write(descriptor.number, &one, 8)
    }

    /// Waits until it is woken, and forgets it; or until nobody is at the other end of a descriptor any more.
    public func wait(orUntilBroken other: Int32) {
        // Without a descriptor of its own nothing wakes the caller, who looks again then.
        let longest = number < 0 ? 0.1 : nil
        let outcome = Poll.wait([(number, POLLIN), (other, 0)], seconds: longest)
        // A terminal that hung up is no reader that left: it would be ready for ever.
        if let outcome, outcome[0] == 0, outcome[1] & POLLERR == 0 {
            _ = Poll.wait([(number, POLLIN)], seconds: longest)
        }
        reset()
    }

    /// Waits until it is woken, and forgets it; for so many seconds at most.
    public func wait(atMost seconds: Double) {
        _ = Poll.wait([(number, POLLIN)], seconds: seconds)
        reset()
    }

    /// Forgets that it was woken.
    public func reset() {
        var count: UInt64 = 0
        unsafe _ = read(descriptor.number, &count, 8)
    }
}
