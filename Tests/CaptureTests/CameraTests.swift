import CV4L2
import FaceTypes
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Capture

/// A driver that follows a script.
final class ScriptedDriver: Sendable {
    /// One filled buffer that the driver has.
    struct Filled: Sendable {
        var sequence: UInt32
        var flags: UInt32 = cv4l2_flag_timestamp_monotonic
        var used: UInt32 = 12
    }

    struct State: Sendable {
        /// What becomes ready, one list at each poll.
        var ready: [[Filled]] = []
        var waiting: [Filled] = []
        /// The `errno` of the next call of that name, in order.
        var failures: [String: [Int32]] = [:]
        var log: [String] = []
        var queued: Set<UInt32> = []
    }

    let state: Mutex<State>

    init(ready: [[Filled]] = [], failures: [String: [Int32]] = [:]) {
        state = Mutex(State(ready: ready, failures: failures))
    }

    var log: [String] { state.withLock(\.log) }

    /// Notes a call; -1 with `errno` where the script says so.
    private func call(_ name: String) -> Int32 {
        let failure = state.withLock { state -> Int32? in
            state.log.append(name)
            guard state.failures[name]?.isEmpty == false else { return nil }
            return state.failures[name]?.removeFirst()
        }
        guard let failure else { return 0 }
        errno = failure
        return -1
    }

    var calls: Calls {
        unsafe Calls(
            open: { _, _ in self.call("open") == 0 ? 7 : -1 },
            close: { _ in self.call("close") },
            queryCapability: { _, capability in
                capability.device_caps = cv4l2_cap_wanted
                return self.call("QUERYCAP")
            },
            enumerateFormat: { _, _ in -1 },
            enumerateFrameSize: { _, _ in -1 },
            setFormat: { _, format in
                unsafe format.fmt.pix.width = 2
                unsafe format.fmt.pix.height = 2
                return self.call("S_FMT")
            },
            setParameters: { _, _ in self.call("S_PARM") },
            requestBuffers: { _, _ in self.call("REQBUFS") },
            queryBuffer: { _, buffer in
                unsafe buffer.length = 12
                return self.call("QUERYBUF")
            },
            queueBuffer: { _, buffer in
                let index = unsafe buffer.index
                self.state.withLock { _ = $0.queued.insert(index) }
                return self.call("QBUF")
            },
            dequeueBuffer: { _, buffer in
                guard self.call("DQBUF") == 0 else { return -1 }
                let next = self.state.withLock { state in
                    state.waiting.isEmpty ? nil : state.waiting.removeFirst()
                }
                guard let next else {
                    errno = EAGAIN
                    return -1
                }
                unsafe buffer.index = next.sequence % 4
                unsafe buffer.sequence = next.sequence
                unsafe buffer.flags = next.flags
                unsafe buffer.bytesused = next.used
                unsafe buffer.timestamp = timeval(tv_sec: 5, tv_usec: Int(next.sequence))
                return 0
            },
            streamOn: { _ in self.call("STREAMON") },
            streamOff: { _ in self.call("STREAMOFF") },
            map: { _, length, _ in
                guard self.call("mmap") == 0 else { return nil }
                return UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 8)
            },
            unmap: { memory, _ in
                _ = self.call("munmap")
                unsafe memory.deallocate()
            },
            poll: { _, _ in
                guard self.call("poll") == 0 else { return -1 }
                return self.state.withLock { state in
                    guard !state.ready.isEmpty else { return 0 }
                    state.waiting += state.ready.removeFirst()
                    return 1
                }
            }
        )
    }
}

@Suite("a camera, with a scripted driver")
struct CameraTests {
    private func open(_ driver: ScriptedDriver, stop: StopSignal = StopSignal()) throws -> Camera {
        try Camera(path: "/dev/video9", stop: stop, calls: driver.calls)
    }

    @Test("takes the newest of several waiting frames, and counts gaps, broken and short ones as lost")
    func newest() throws {
        let broken = cv4l2_flag_error | cv4l2_flag_timestamp_monotonic
        let driver = ScriptedDriver(ready: [
            [.init(sequence: 0)], [.init(sequence: 1), .init(sequence: 2)], [.init(sequence: 6)],
            [.init(sequence: 7, flags: broken)], [.init(sequence: 8, used: 5)], [.init(sequence: 9)],
        ])
        let camera = try open(driver)
        #expect(try camera.next()?.sequence == 0)
        #expect(camera.lostFrames == 0)
        let second = try #require(try camera.next())
        #expect(second.sequence == 2 && second.capturedAt == Instant(nanoseconds: 5_000_002_000))
        #expect(camera.lostFrames == 1)
        #expect(try camera.next()?.sequence == 6)
        #expect(camera.lostFrames == 4)
        #expect(try camera.next()?.sequence == 9)
        #expect(camera.lostFrames == 6)
    }

    @Test("is released completely, in order")
    func release() throws {
        let driver = ScriptedDriver(ready: [[.init(sequence: 0)]])
        do {
            let camera = try open(driver)
            _ = try camera.next()
        }
        #expect(driver.log.suffix(6) == ["STREAMOFF", "munmap", "munmap", "munmap", "munmap", "close"])
    }

    @Test(
        "every call that fails gives an error that names it, and all is released",
        arguments: [
            "open", "QUERYCAP", "S_FMT", "REQBUFS", "QUERYBUF", "mmap", "QBUF", "STREAMON", "poll", "DQBUF",
        ]
    )
    func failures(call: String) throws {
        let driver = ScriptedDriver(ready: [[.init(sequence: 0)]], failures: [call: [EIO]])
        let error = #expect(throws: CaptureError.self) {
            let camera = try open(driver)
            _ = try camera.next()
        }
        #expect(error?.description == "/dev/video9: \(call) failed: Input/output error")
        let log = driver.log
        #expect(log.count { $0 == "mmap" } - (call == "mmap" ? 1 : 0) == log.count { $0 == "munmap" })
        #expect(log.contains("close") == (call != "open"))
    }

    @Test("a signal in any call only delays it")
    func interrupts() throws {
        let names = ["open", "QUERYCAP", "S_FMT", "REQBUFS", "QUERYBUF", "QBUF", "STREAMON", "DQBUF", "poll"]
        let driver = ScriptedDriver(
            ready: [[.init(sequence: 3)]],
            failures: Dictionary(uniqueKeysWithValues: names.map { ($0, [EINTR, EINTR]) })
        )
        #expect(try open(driver).next()?.sequence == 3)
    }

    @Test("says what to do about a busy device and a missing permission")
    func advice() {
        for (code, words) in [
            (EBUSY, "another program uses the camera"), (EACCES, "group `video`"), (ENODEV, "plugged in"),
        ] {
            let error = #expect(throws: CaptureError.self) {
                try open(ScriptedDriver(failures: ["open": [code]]))
            }
            #expect(error?.description.contains(words) == true)
        }
    }

    @Test("stops waiting when told to")
    func stops() throws {
        let stop = StopSignal()
        let camera = try open(ScriptedDriver(), stop: stop)
        stop.give()
        #expect(try camera.next() == nil)
    }
}
