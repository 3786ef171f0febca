import Capture
import Dispatch
import FaceTypes
import Gallery
import Glibc
import Recognition
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// A camera that is plugged and unplugged by a script: one entry for each time that it is opened.
private final class ScriptedCamera: Sendable {
    enum Attempt: Sendable {
        /// It can't be opened.
        case refuses(CaptureError)
        /// It gives so many pictures, and then fails, or ends.
        case gives(Int, then: CaptureError?)
        /// It gives pictures of these ages, in seconds, and then waits.
        case ages([Double])
    }

    private let picture: Frame
    private let attempts: Mutex<[Attempt]>
    /// When it was opened, and how many are open.
    let openings = Mutex<[Instant]>([])
    let opened = DispatchSemaphore(value: 0)
    let open = Atomic(0)

    /// Is signaled for each picture that was looked at; the next one comes then.
    let looked = DispatchSemaphore(value: 0)
    private let isLookedAt: Bool

    init(_ picture: Frame, _ attempts: [Attempt], isLookedAt: Bool = true) {
        self.picture = picture
        self.isLookedAt = isLookedAt
        self.attempts = Mutex(attempts)
    }

    func source(_ stop: StopSignal) throws(CaptureError) -> any FrameSource {
        openings.withLock { $0.append(.now()) }
        opened.signal()
        let attempt = attempts.withLock { $0.isEmpty ? .gives(0, then: nil) : $0.removeFirst() }
        switch attempt {
        case .refuses(let error): throw error
        case .gives(let count, let error): return Source(self, stop, picture, count, error)
        case .ages(let ages): return Source(self, stop, picture, ages.count, nil, ages: ages)
        }
    }

    private final class Source: FrameSource {
        let name = "camera"
        let frameRate: Double? = 30
        var mode: String? { "640x480 YUYV 30/s" }
        var losses: FrameLosses {
            var losses = FrameLosses()
            losses.dropped = given
            return losses
        }
        private let camera: ScriptedCamera
        private let stop: StopSignal
        private let picture: Frame
        private let count: Int
        private let error: CaptureError?
        private let ages: [Double]
        private var given = 0

        init(
            _ camera: ScriptedCamera,
            _ stop: StopSignal,
            _ picture: Frame,
            _ count: Int,
            _ error: CaptureError?,
            ages: [Double] = []
        ) {
            (self.camera, self.picture, self.count, self.error) = (camera, picture, count, error)
            self.stop = stop
            self.ages = ages
            camera.open.wrappingAdd(1, ordering: .relaxed)
        }

        deinit { camera.open.wrappingSubtract(1, ordering: .relaxed) }

        func next() throws(CaptureError) -> Frame? {
            // Every picture is looked at before the next comes.
            while given > 0, camera.isLookedAt, !stop.isGiven,
                camera.looked.wait(timeout: .now() + 0.01) == .timedOut
            {}
            guard given < count else {
                if let error { throw error }
                return nil
            }
            given += 1
            let age = ages.isEmpty ? 0 : ages[given - 1]
            return Frame(
                pixels: picture.pixels,
                width: picture.width,
                height: picture.height,
                sequence: UInt64(given),
                capturedAt: Instant.now().advanced(by: -age)
            )
        }
    }
}

@Suite("a camera that is lost and comes back")
struct OutageTests {
    private let gone = CaptureError.device("DQBUF", on: "/dev/video0", errno: ENODEV)
    private let missing = CaptureError.device("open", on: "/dev/video0", errno: ENOENT)

    private final class Record: Sendable {
        let events = Mutex<[Event]>([])
        let changes = Mutex<[String]>([])
        let states = Mutex<[Snapshot.SourceState]>([])
        let error = Mutex<CaptureError?>(nil)
        let sequences = Mutex<[UInt64]>([])
        let done = DispatchSemaphore(value: 0)
        let pipeline = Mutex<FacePipeline?>(nil)

        /// What the pipeline's source is doing.
        func state() -> Snapshot.SourceState? { pipeline.withLock(\.self)?.snapshot.source }
    }

    private func pipeline(
        _ camera: ScriptedCamera,
        memory: Double = 10,
        observer: FacePipeline.Observer
    ) throws -> FacePipeline {
        let matcher = Matcher(threshold: 1.1, margin: 0.1)
        let analyzer = try Shipped.analyzer.get()
        let folder = try TemporaryFolder()
        var configuration = FacePipeline.Configuration(
            open: { stop throws(CaptureError) in try camera.source(stop) },
            sourceName: "camera",
            delivery: Delivery(of: .live, isWatched: true)
        )
        configuration.memory = memory
        var observer = observer
        observer.onFrame = { [told = observer.onFrame] frame, begun, done in
            told(frame, begun, done)
            camera.looked.signal()
        }
        let store = GalleryStore(
            folder: GalleryFolder(path: "\(folder.path)/gallery"),
            models: "test",
            analyzer: analyzer,
            policy: MatchPolicy(fixed: matcher)
        )
        try store.load()
        return FacePipeline(configuration, analyzer: analyzer, store: store, observer: observer)
    }

    private func run(_ camera: ScriptedCamera, memory: Double = 10) throws -> Record {
        let record = Record()
        var observer = FacePipeline.Observer()
        observer.onEvent = { event in record.events.withLock { $0.append(event) } }
        observer.onChange = { change in
            if let state = record.state() { record.states.withLock { $0.append(state) } }
            record.changes.withLock { changes in
                switch change {
                case .opened(_, let mode): changes.append(mode ?? "")
                case .lost(let error), .waiting(let error): changes.append(error.description)
                case .back: changes.append("back")
                case .ended: break
                }
            }
        }
        observer.onEnd = { error in
            record.error.withLock { $0 = error }
            record.done.signal()
        }
        let pipeline = try pipeline(camera, memory: memory, observer: observer)
        record.pipeline.withLock { $0 = pipeline }
        pipeline.start()
        #expect(record.done.wait(timeout: .now() + 120) == .success)
        pipeline.stop()
        #expect(camera.open.load(ordering: .relaxed) == 0)
        return record
    }

    private func face() throws -> Frame { try Picture.read("\(Checkout.demo)/obama.jpg") }

    @Test("is tried again after 0.5 s, then after twice as long, and a face that stayed keeps its track")
    func comesBack() throws {
        let camera = ScriptedCamera(
            try face(),
            [.gives(5, then: gone), .refuses(missing), .refuses(missing), .gives(5, then: nil)]
        )
        let record = try run(camera)
        let events = record.events.withLock(\.self)
        // When the identity is settled depends on how busy this machine is.
        #expect(events.map(\.kind).filter { $0 != .update } == [.new, .lost, .back, .end])
        #expect(events.map(\.sequence) == Array(1...events.count))
        #expect(Set(events.compactMap { $0.face?.track }).count == 1)
        let lost = try #require(events.first { $0.kind == .lost })
        let back = try #require(events.first { $0.kind == .back })
        #expect(lost.subject == .camera(reason: gone.description))
        #expect(back.duration >= 3.5 && events[events.count - 1].duration >= back.duration)
        let times = camera.openings.withLock(\.self)
        #expect(
            times.count == 4 && times[2].seconds(since: times[1]) >= 1
                && times[3].seconds(since: times[2]) >= 2
        )
        let mode = "640x480 YUYV 30/s"
        #expect(
            record.changes.withLock(\.self) == [mode, gone.description, missing.description, mode, "back"]
        )
        #expect(record.states.withLock(\.self).contains(.lost(gone.description)))
        #expect(record.error.withLock(\.self) == nil)
    }

    @Test("ends the tracks of an outage that lasts, while it lasts")
    func longOutage() throws {
        let camera = ScriptedCamera(
            try face(),
            [.gives(5, then: gone), .refuses(missing), .refuses(missing), .gives(0, then: nil)]
        )
        let events = try run(camera, memory: 1).events.withLock(\.self)
        #expect(events.map(\.kind).filter { $0 != .update } == [.new, .lost, .end])
    }

    @Test("is waited for when it is busy at the start")
    func busy() throws {
        let busy = CaptureError.busy("/dev/video0", holders: [DeviceHolder(process: 7, name: "zoom")])
        let camera = ScriptedCamera(try face(), [.refuses(busy), .gives(1, then: nil)])
        let record = try run(camera)
        #expect(record.events.withLock { $0.map(\.kind) } == [.lost, .back])
        #expect(record.error.withLock(\.self) == nil)
    }

    @Test("that was never there is an error at once")
    func neverThere() throws {
        let record = try run(ScriptedCamera(try face(), [.refuses(missing)]))
        #expect(record.error.withLock(\.self) == missing)
        #expect(record.events.withLock(\.count) == 0)
    }

    @Test("is left alone while the user holds it, and opened after")
    func paused() throws {
        let camera = ScriptedCamera(try face(), [.gives(1, then: gone), .gives(1000, then: nil)])
        let lost = DispatchSemaphore(value: 0)
        let back = DispatchSemaphore(value: 0)
        var observer = FacePipeline.Observer()
        observer.onEvent = { event in
            if event.kind == .lost { lost.signal() }
            if event.kind == .back { back.signal() }
        }
        let pipeline = try pipeline(camera, observer: observer)
        pipeline.start()
        #expect(lost.wait(timeout: .now() + 60) == .success)
        guard case .lost = pipeline.snapshot.source else {
            return #expect(Bool(false), "\(pipeline.snapshot.source)")
        }
        #expect(pipeline.snapshot.frame == nil && pipeline.snapshot.faces.isEmpty)
        pipeline.togglePause()
        #expect(camera.opened.wait(timeout: .now()) == .success)
        #expect(camera.opened.wait(timeout: .now() + 1.5) == .timedOut)
        #expect(pipeline.snapshot.source == .paused && camera.openings.withLock(\.count) == 1)
        pipeline.togglePause()
        #expect(back.wait(timeout: .now() + 60) == .success)
        pipeline.stop()
        #expect(camera.open.load(ordering: .relaxed) == 0)
    }

    @Test("a picture that got old is not shown, unless all do")
    func late() throws {
        let small = Frame(pixels: [UInt8](repeating: 90, count: 64 * 64 * 3), width: 64, height: 64)
        // New ones come from the future: a busy machine makes no difference.
        let camera = ScriptedCamera(small, [.ages([-5, 5, -5, 5, 5, -5])])
        let record = Record()
        var observer = FacePipeline.Observer()
        observer.onFrame = { stamp, _, _ in
            // Called before a picture is shown: what is there is what the last one left.
            let last = record.pipeline.withLock(\.self)?.snapshot.frame?.sequence ?? 0
            record.sequences.withLock { $0.append(last) }
            if stamp.sequence == 6 { record.done.signal() }
        }
        let pipeline = try pipeline(camera, observer: observer)
        record.pipeline.withLock { $0 = pipeline }
        pipeline.start()
        #expect(record.done.wait(timeout: .now() + 60) == .success)
        pipeline.stop()
        #expect(record.sequences.withLock(\.self) == [0, 1, 1, 3, 3, 5])
    }

    @Test("losses of all openings add up")
    func losses() throws {
        let camera = ScriptedCamera(
            try face(),
            [.gives(3, then: gone), .gives(2, then: nil)],
            isLookedAt: false
        )
        let stage = CaptureStage(
            open: { stop throws(CaptureError) in try camera.source(stop) },
            delivery: Delivery(of: .live, isWatched: true),
            mailbox: Mailbox(keepsAll: false),
            metrics: Metrics()
        )
        let done = DispatchSemaphore(value: 0)
        stage.start { change in if case .ended = change { done.signal() } }
        #expect(done.wait(timeout: .now() + 60) == .success)
        #expect(stage.lostFrames.dropped == 5)
    }

    @Test("waits grow from 0.5 to 10 s")
    func backoff() {
        var backoff = Backoff()
        #expect((0..<7).map { _ in backoff.next() } == [0.5, 1, 2, 4, 8, 10, 10])
    }
}
