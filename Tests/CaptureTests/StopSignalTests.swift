import Dispatch
import FaceTypes
import Testing

@testable import Capture

@Suite("waiting")
struct StopSignalTests {
    @Test("ends when the signal is given, or another wakes, long before its time")
    func woken() {
        for isOther in [false, true] {
            let (stop, wakeup) = (StopSignal(), Wakeup())
            let start = Instant.now()
            DispatchQueue(label: "gives").async { isOther ? wakeup.wake() : stop.give() }
            stop.wait(60, or: wakeup)
            #expect(Instant.now().seconds(since: start) < 30 && stop.isGiven == !isOther)
            wakeup.reset()
        }
    }

    @Test("a signal that was given is never waited for again")
    func given() {
        let stop = StopSignal()
        stop.give()
        for _ in 0..<3 { stop.wait(60) }
        #expect(stop.isGiven)
    }

    @Test("a wake-up that came before is not lost, and one that was taken up is gone")
    func wakeups() {
        let wakeup = Wakeup()
        wakeup.wake()
        StopSignal().wait(60, or: wakeup)
        wakeup.reset()
        let start = Instant.now()
        StopSignal().wait(0.02, or: wakeup)
        #expect(Instant.now().seconds(since: start) >= 0.02)
    }
}
