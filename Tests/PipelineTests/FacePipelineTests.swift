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

/// One picture, a number of times, as a source; then the end, or a failure.
private final class StillSource: FrameSource {
    let name = "still"
    let frameRate: Double? = 10
    private let frame: Frame
    private let count: Int
    private let failure: CaptureError?
    /// Whether it gives ten frames a second, as a camera does.
    private let isLive: Bool
    private var index = 0

    init(_ frame: Frame, count: Int, failure: CaptureError? = nil, isLive: Bool) {
        self.frame = frame
        self.count = count
        self.failure = failure
        self.isLive = isLive
    }

    func next() throws(CaptureError) -> Frame? {
        guard index < count else {
            if let failure { throw failure }
            return nil
        }
        index += 1
        if isLive { usleep(100_000) }
        return Frame(
            pixels: frame.pixels,
            width: frame.width,
            height: frame.height,
            sequence: UInt64(index),
            capturedAt: Faces.time(Double(index) / 10)
        )
    }
}

@Suite("from frames to events")
struct FacePipelineTests {
    private let matcher = Matcher(threshold: 1.1, margin: 0.1)

    private func store(_ folder: TemporaryFolder) throws -> GalleryStore {
        let store = GalleryStore(
            folder: GalleryFolder(path: "\(folder.path)/gallery"),
            models: "test",
            analyzer: try Shipped.analyzer.get(),
            policy: MatchPolicy(fixed: matcher)
        )
        try store.load()
        return store
    }

    private func photo(_ name: String) throws -> (frame: Frame, bytes: [UInt8]) {
        let bytes = try Checkout.bytes("\(Checkout.demo)/\(name)")
        return (try Picture.decode(bytes, name: name), bytes)
    }

    /// Runs a pipeline over a picture to its end.
    private func events(
        _ name: String,
        _ store: GalleryStore,
        count: Int,
        failure: CaptureError? = nil,
        kind: SourceKind = .film,
        looksAlways: Bool = true
    ) throws -> (events: [Event], error: CaptureError?, snapshot: Snapshot) {
        let frame = try photo(name).frame
        let events = Mutex<[Event]>([])
        let error = Mutex<CaptureError?>(nil)
        let box = Shared(events: events, error: error)
        let done = DispatchSemaphore(value: 0)
        var observer = FacePipeline.Observer()
        observer.onEvent = { event in box.events.withLock { $0.append(event) } }
        observer.onEnd = { failure in
            box.error.withLock { $0 = failure }
            done.signal()
        }
        var configuration = FacePipeline.Configuration(
            open: { _ throws(CaptureError) in
                StillSource(frame, count: count, failure: failure, isLive: kind == .live)
            },
            sourceName: "still",
            delivery: Delivery(of: kind, isWatched: false)
        )
        configuration.looksAlways = looksAlways
        let pipeline = FacePipeline(
            configuration,
            analyzer: try Shipped.analyzer.get(),
            store: store,
            observer: observer
        )
        pipeline.start()
        #expect(done.wait(timeout: .now() + 120) == .success)
        pipeline.stop()
        return (box.events.withLock { $0 }, box.error.withLock { $0 }, pipeline.snapshot)
    }

    private final class Shared: Sendable {
        let events: Mutex<[Event]>
        let error: Mutex<CaptureError?>

        init(events: consuming Mutex<[Event]>, error: consuming Mutex<CaptureError?>) {
            self.events = events
            self.error = error
        }
    }

    @Test("of a camera's frames those are looked at that show something new, and the events are the same")
    func attention() throws {
        let store = try store(TemporaryFolder())
        let all = try events("obama.jpg", store, count: 20, kind: .live)
        let some = try events("obama.jpg", store, count: 20, kind: .live, looksAlways: false)
        #expect(all.events.map(\.kind) == some.events.map(\.kind))
        #expect(all.events.map { $0.face?.identity?.person } == some.events.map { $0.face?.identity?.person })
        let (looks, frames) = (some.snapshot.metrics[.detect]?.count, some.snapshot.metrics[.total]?.count)
        #expect(try #require(looks) * 2 < #require(frames), "\(String(describing: looks)) looks")
        #expect(all.snapshot.metrics[.detect]?.count == all.snapshot.metrics[.total]?.count)
    }

    @Test("nobody is told of as a stranger before the gallery is read, and nobody is enrolled")
    func unread() throws {
        let folder = try TemporaryFolder()
        let obama = try photo("obama.jpg")
        try GalleryFolder(path: "\(folder.path)/gallery")
            .add(obama.bytes, fileExtension: "jpg", to: Faces.name("Barack Obama"))
        let store = GalleryStore(
            folder: GalleryFolder(path: "\(folder.path)/gallery"),
            models: "test",
            analyzer: try Shipped.analyzer.get(),
            policy: MatchPolicy(fixed: matcher)
        )
        let before = try events("obama2.jpg", store, count: 8)
        #expect(
            before.events.map(\.kind) == [.new, .end] && before.events.allSatisfy { $0.face?.identity == nil }
        )
        #expect(before.snapshot.galleryReading != nil)
        let told = Mutex<[Int]>([])
        try store.load { done, all in told.withLock { $0 += [done, all] } }
        #expect(told.withLock(\.self) == [1, 1] && store.reading == nil)
        let after = try events("obama2.jpg", store, count: 8)
        // One look is enough for a face that is so near to somebody: the first event has the name.
        #expect(after.events.map(\.kind) == [.new, .end] && after.snapshot.galleryReading == nil)
        #expect(after.events.allSatisfy { $0.face?.identity?.person?.text == "Barack Obama" })
    }

    @Test("somebody enrolled is named, a stranger is not, and all events are whole")
    func naming() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let obama = try photo("obama.jpg")
        try store.enroll(
            obama.frame,
            original: obama.bytes,
            as: Faces.name("Barack Obama"),
            isForced: false
        )
        #expect(store.gallery.templateCount == 1)
        try store.load()
        #expect(store.gallery.templateCount == 1 && store.photos[Faces.name("Barack Obama")]?.count == 1)

        let known = try events("obama2.jpg", store, count: 8)
        #expect(known.events.map(\.kind) == [.new, .end])
        #expect(known.events.map { $0.face?.identity?.person?.text } == ["Barack Obama", "Barack Obama"])
        #expect(known.error == nil && known.snapshot.source == .ended)
        #expect(known.snapshot.metrics[.recognize] != nil)

        let stranger = try events("astronaut.png", store, count: 8)
        #expect(stranger.events.map(\.kind) == [.new, .update, .end])
        #expect(stranger.events.allSatisfy { $0.face?.identity?.person == nil })
        guard case .unknown = stranger.events[1].face?.identity else {
            Issue.record("a stranger should be unknown, not pending")
            return
        }
    }

    @Test("each of several stills is answered for itself")
    func stills() throws {
        let folder = try TemporaryFolder()
        let store = try store(folder)
        let biden = try photo("biden.jpg")
        try store.enroll(
            biden.frame,
            original: biden.bytes,
            as: Faces.name("Joe Biden"),
            isForced: false
        )
        let result = try events("biden.jpg", store, count: 2, kind: .stills)
        #expect(result.events.map(\.kind) == [.new, .new, .end, .end])
        #expect(result.events.allSatisfy { $0.face?.identity?.person?.text == "Joe Biden" })
    }

    @Test("a source that fails ends the tracks, and says why")
    func failure() throws {
        let failure = CaptureError.damaged("still", problem: "is broken")
        let result = try events("biden.jpg", try store(try TemporaryFolder()), count: 4, failure: failure)
        #expect(result.events.last?.kind == .end)
        #expect(result.error == failure)
        #expect(result.snapshot.source == .failed("still: is broken"))
    }
}
