import CV4L2
import FaceTypes
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Capture

@Suite("a camera, with a scripted driver")
struct CameraTests {
    /// Frames that come before those that count: a camera warms up.
    private static let warmUp: [[ScriptedDriver.Filled]] = (0..<4).map { [.init(sequence: $0)] }

    private func open(
        _ driver: ScriptedDriver,
        _ mode: ModeRequest = ModeRequest(),
        settings: [String] = [],
        stop: StopSignal = StopSignal(),
        clock: Clock = .system
    ) throws -> Camera {
        let choice = CameraChoice("/dev/video9", folder: "/nowhere", calls: driver.calls)
        let settings = settings.compactMap(ControlSetting.init)
        return try Camera(CameraRequest(choice, mode: mode, settings: settings), stop: stop, clock: clock)
    }

    /// A driver that has these frames after the warm-up.
    private func driver(_ frames: [[ScriptedDriver.Filled]]) -> ScriptedDriver {
        ScriptedDriver(Self.warmUp + frames)
    }

    @Test("takes the newest of several waiting frames, and counts gaps, broken and short ones")
    func newest() throws {
        let broken = cv4l2_flag_error | cv4l2_flag_timestamp_monotonic
        let driver = driver([
            [.init(sequence: 4)], [.init(sequence: 5), .init(sequence: 6)], [.init(sequence: 10)],
            [.init(sequence: 11, flags: broken)], [.init(sequence: 12, used: 5)], [.init(sequence: 13)],
        ])
        let camera = try open(driver)
        #expect(try camera.next()?.sequence == 4)
        #expect(camera.losses.total == 0)
        #expect(try camera.next()?.sequence == 6)
        #expect(camera.losses.skipped == 1 && camera.losses.total == 1)
        #expect(try camera.next()?.sequence == 10)
        #expect(camera.losses.dropped == 3 && camera.losses.total == 4)
        #expect(try camera.next()?.sequence == 13)
        #expect(camera.losses.broken == 2 && camera.losses.total == 6)
    }

    @Test(
        "every number is a frame or a loss that is told of, whatever becomes of it, also after the camera was let go"
    )
    func accounted() throws {
        let broken = cv4l2_flag_error | cv4l2_flag_timestamp_monotonic
        let driver = driver([
            [.init(sequence: 4)], [.init(sequence: 5), .init(sequence: 6)], [.init(sequence: 10)],
            [.init(sequence: 11, flags: broken)], [.init(sequence: 12, used: 5)],
            [.init(sequence: 13, age: 1)],
            [.init(sequence: 14)],
        ])
        let time = ManualClock()
        var camera: Camera? = try open(driver, clock: time.clock)
        let tally = try #require(camera?.tally)
        let losses = Losses()
        tally.observe { loss in losses.all.withLock { $0.append(loss) } }
        var seen: [UInt64] = []
        for _ in 0..<4 {
            guard let frame = try camera?.pending(), frame.isCurrent(), frame.decoded() != nil else {
                continue
            }
            seen.append(frame.stamp.sequence)
        }
        let last = try camera?.pending()
        camera = nil
        // Looked at when the camera is closed, and the frame is old.
        time.advance(by: 0.3)
        #expect(last?.isCurrent() == false)
        let lost = losses.all.withLock(\.self)
        #expect(seen == [4, 6, 10])
        #expect(
            Set(lost) == [
                FrameLoss(5...5, .passedOver), FrameLoss(7...9, .dropped), FrameLoss(11...11, .broken),
                FrameLoss(12...12, .broken), FrameLoss(13...13, .passedOver), FrameLoss(14...14, .passedOver),
            ]
        )
        #expect(tally.losses.total == lost.reduce(0) { $0 + $1.numbers.count })
    }

    private final class Losses: Sendable {
        let all = Mutex<[FrameLoss]>([])
    }

    @Test("shows nothing of the warm-up, and counts no gap in it")
    func warmUp() throws {
        let driver = ScriptedDriver([
            [.init(sequence: 0)], [.init(sequence: 9)], [.init(sequence: 500)], [.init(sequence: 501)],
            [.init(sequence: 502)],
        ])
        let camera = try open(driver)
        #expect(try camera.next()?.sequence == 502)
        #expect(camera.losses.total == 0)
    }

    @Test("a number that wraps around is no gap, nor one that begins anew")
    func wrap() throws {
        let tally = FrameTally()
        for sequence: UInt32 in [.max - 1, .max, 0, 2, 0, 1] {
            tally.note(sequence: sequence, isCounted: true)
        }
        #expect(tally.losses.dropped == 1)
    }

    @Test("a frame that nobody looks at is neither converted nor kept from the driver")
    func untouched() throws {
        let driver = driver([[.init(sequence: 4)], [.init(sequence: 5)], [.init(sequence: 6)]])
        let camera = try open(driver)
        for _ in 0..<3 { #expect(try camera.pending() != nil) }
        #expect(driver.state.withLock(\.conversions) == 0)
        #expect(driver.state.withLock(\.queued) == [0, 1, 2, 3])
    }

    @Test("a frame that is too old when it is looked at is passed over")
    func stale() throws {
        let driver = driver([[.init(sequence: 4, age: 0.2)], [.init(sequence: 5, age: 0.05)]])
        driver.state.withLock { $0.interval = v4l2_fract(numerator: 1, denominator: 30) }
        let camera = try open(driver)
        let frame = try #require(try camera.next())
        #expect(frame.sequence == 5)
        #expect(Instant.now().seconds(since: frame.capturedAt) > 0.04)
        #expect(camera.losses.skipped == 1)
    }

    @Test("a driver's time that can't be true is not believed")
    func clock() throws {
        let driver = driver((4..<20).map { [.init(sequence: $0, flags: 0, age: 50)] })
        let frame = try #require(try open(driver).next())
        #expect(Instant.now().seconds(since: frame.capturedAt) < 1)
        let future = self.driver([[.init(sequence: 4, age: -3)]])
        #expect(try #require(try open(future).next()).capturedAt <= .now())
    }

    @Test("is released completely, in order, and not before its last buffer is")
    func release() throws {
        let driver = driver([[.init(sequence: 4)]])
        // A format that only libv4l2 converts.
        driver.state.withLock { $0.format = PixelFormat(name: "UYVY") ?? .yuyv }
        var camera: Camera? = try open(driver)
        var pending = try camera?.pending()
        camera = nil
        #expect(!driver.log.contains("close"))
        #expect(pending?.decoded()?.pixels == [UInt8](repeating: 99, count: 12))
        pending = nil
        #expect(driver.log.suffix(6) == ["STREAMOFF", "munmap", "munmap", "munmap", "munmap", "close"])
    }

    @Test(
        "every call that fails gives an error that names it, and all is released",
        arguments: [
            "open", "QUERYCAP", "S_FMT", "REQBUFS", "QUERYBUF", "mmap", "QBUF", "STREAMON", "G_FMT", "poll",
            "DQBUF",
        ],
        [EIO, ENODEV, EINVAL, ENOMEM, EBUSY, EACCES, EPROTO, ENOSPC]
    )
    func failures(call: String, code: Int32) throws {
        let driver = driver([[.init(sequence: 4)]])
        driver.state.withLock { $0.failures = [call: [code]] }
        let error = #expect(throws: CaptureError.self) {
            let camera = try open(driver)
            _ = try camera.next()
        }
        switch (code, error) {
        case (EBUSY, .busy): break
        case (EACCES, .denied): break
        default: #expect(error == .device(call, on: "/dev/video9", errno: code))
        }
        let end = driver.state.withLock(\.self)
        #expect(end.mapped == 0 && end.isOpen == 0 && !end.isStreaming)
    }

    @Test("calls that a driver need not know may fail", arguments: ["S_PARM", "SUBSCRIBE_EVENT", "ENUM_FMT"])
    func optional(call: String) throws {
        let driver = driver([[.init(sequence: 4)]])
        driver.state.withLock { $0.failures = [call: [ENOTTY]] }
        #expect(try open(driver).next()?.sequence == 4)
    }

    @Test("a signal in any call only delays it")
    func interrupts() throws {
        let names = [
            "open", "QUERYCAP", "ENUM_FMT", "S_FMT", "S_PARM", "SUBSCRIBE_EVENT", "REQBUFS", "QUERYBUF",
            "QBUF", "STREAMON",
            "G_FMT", "DQBUF", "poll",
        ]
        let driver = driver([[.init(sequence: 4)]])
        driver.state.withLock {
            $0.failures = Dictionary(uniqueKeysWithValues: names.map { ($0, [EINTR, EINTR]) })
        }
        #expect(try open(driver).next()?.sequence == 4)
    }

    @Test("whatever fails whenever, nothing stays open, mapped or streaming", arguments: 1...200)
    func chaos(seed: Int) throws {
        let generator = Mutex(SeededGenerator(seed: UInt64(seed)))
        let driver = driver((4..<40).map { [.init(sequence: $0), .init(sequence: $0)] })
        driver.state.withLock { state in
            state.ready[5].events = POLLIN | POLLPRI
            state.offered = [
                (.mjpeg, [FrameSize(width: 2, height: 2)], [30]),
                (.yuyv, [FrameSize(width: 2, height: 2)], [15, 30]),
            ]
            state.knobs = [
                .init(id: 0x980900, name: "Gain"),
                .init(id: 0x980901, name: "Mode", type: V4L2_CTRL_TYPE_MENU),
            ]
            state.events = [cv4l2_event_source_change &+ 1]
            state.chance = { name in
                // Closing may fail, but it is closed then.
                guard name != "close", name != "STREAMOFF", name != "converter" else { return nil }
                return generator.withLock { generator in
                    switch Int.random(in: 0..<100, using: &generator) {
                    case 0..<20: EINTR
                    case 20: [EIO, ENODEV, EBUSY, EACCES, EINVAL, EAGAIN].randomElement(using: &generator)
                    default: nil
                    }
                }
            }
        }
        var seen: [UInt64] = []
        do {
            let stop = StopSignal()
            driver.state.withLock { $0.stop = stop }
            let camera = try open(driver, settings: ["gain=5"], stop: stop)
            while seen.count < 20, let frame = try camera.next() { seen.append(frame.sequence) }
        } catch let error as CaptureError {
            #expect(!error.description.isEmpty)
        }
        #expect(seen == seen.sorted())
        let end = driver.state.withLock(\.self)
        #expect(end.mapped == 0 && end.isOpen == 0 && !end.isStreaming)
    }

    @Test("an error of poll that the driver explains is the driver's, else poll's")
    func pollErrors() throws {
        for (events, failures, expected) in [
            (POLLERR, [ENODEV], CaptureError.device("DQBUF", on: "/dev/video9", errno: ENODEV)),
            (POLLERR, [EAGAIN], .device("poll", on: "/dev/video9", errno: EIO)),
            (POLLHUP, [EAGAIN], .device("poll", on: "/dev/video9", errno: ENODEV)),
        ] {
            let driver = ScriptedDriver()
            driver.state.withLock { state in
                state.ready = [.init(events: events)]
                state.failures = ["DQBUF": failures]
            }
            let camera = try open(driver)
            #expect(throws: expected) { try camera.next() }
        }
    }

    @Test("a buffer that can't be given back ends the camera")
    func returning() throws {
        let driver = driver([[.init(sequence: 4)], [.init(sequence: 5)]])
        let camera = try open(driver)
        driver.state.withLock { $0.failures = ["QBUF": [EIO]] }
        #expect(throws: CaptureError.device("QBUF", on: "/dev/video9", errno: EIO)) {
            while try camera.next() != nil {}
        }
    }

    @Test("a buffer that does not exist, and none at all, are errors")
    func hostileBuffers() throws {
        let driver = driver([])
        driver.state.withLock { $0.brokenIndex = true }
        let camera = try open(driver)
        #expect(
            throws: CaptureError.damaged(
                "/dev/video9",
                problem: "the driver returned buffer 77, which does not exist"
            )
        ) {
            try camera.next()
        }
        let empty = ScriptedDriver()
        empty.state.withLock { $0.buffers = 0 }
        #expect(throws: CaptureError.self) { try open(empty) }
        #expect(empty.state.withLock(\.isOpen) == 0)
    }

    @Test("notices that another program changed the format, at the start, later, and by an event")
    func change() throws {
        let atStart = driver([])
        atStart.state.withLock { $0.current = FrameSize(width: 4, height: 4) }
        #expect(throws: CaptureError.changed("/dev/video9", from: "2x2 YUYV 30/s", to: "4x4 YUYV")) {
            try open(atStart)
        }
        let byEvent = driver([[.init(sequence: 4)]])
        byEvent.state.withLock { state in
            state.ready[4].events = POLLIN | POLLPRI
            state.events = [cv4l2_event_source_change]
        }
        let camera = try open(byEvent)
        #expect(throws: CaptureError.changed("/dev/video9", from: "2x2 YUYV 30/s", to: nil)) {
            try camera.next()
        }
        let later = driver([[.init(sequence: 4)], [.init(sequence: 5)]])
        let time = ManualClock()
        let other = try open(later, clock: time.clock)
        _ = try other.next()
        later.state.withLock { $0.current = FrameSize(width: 4, height: 4) }
        time.advance(by: Camera.formatCheckInterval * 1.1)
        #expect(throws: CaptureError.changed("/dev/video9", from: "2x2 YUYV 30/s", to: "4x4 YUYV")) {
            while try other.next() != nil {}
        }
    }

    @Test("asks for the rate after the format, and tells what was granted")
    func grant() throws {
        let driver = driver([[.init(sequence: 4)]])
        driver.state.withLock { $0.interval = v4l2_fract(numerator: 2, denominator: 15) }
        let camera = try open(driver, ModeRequest(rate: 12.5))
        #expect(camera.mode == "2x2 YUYV 7.5/s" && camera.frameRate == 7.5)
        let log = driver.log
        let format = try #require(log.firstIndex(of: "S_FMT"))
        let rate = try #require(log.firstIndex(of: "S_PARM"))
        #expect(format < rate)
        let asked = driver.state.withLock(\.askedInterval)
        #expect(asked?.numerator == 1000 && asked?.denominator == 12500)
    }

    @Test("a grant that can't be is refused before memory is touched")
    func hostileGrants() throws {
        for size in [FrameSize(width: 0, height: 5), FrameSize(width: 65535, height: 65535)] {
            let driver = driver([])
            driver.state.withLock { $0.granted = size }
            #expect(throws: CaptureError.self) { try open(driver) }
            #expect(driver.state.withLock(\.isOpen) == 0 && driver.state.withLock(\.mapped) == 0)
        }
    }

    @Test("a camera without frames is silent, and says so of broken ones, too")
    func silence() throws {
        let camera = try open(ScriptedDriver())
        #expect(throws: CaptureError.silent("/dev/video9", seconds: Int(Camera.patience), broken: 0)) {
            try camera.next()
        }
        let error = CaptureError.silent("/dev/video9", seconds: 5, broken: 3)
        #expect(error.description.contains("only broken frames (3) for 5 s"))
    }

    @Test("stops waiting when told to")
    func stops() throws {
        let stop = StopSignal()
        let camera = try open(ScriptedDriver(), stop: stop)
        stop.give()
        #expect(try camera.next() == nil)
    }
}
