import ArgumentParser
import Capture
import Dispatch
import FaceTypes
import Files
import Gallery
import Glibc
import Pipeline
import PrintableText
import Synchronization
import TUI

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows who is there, live; without a terminal: prints events as JSON lines.",
        discussion: """
            EXAMPLES:
              facetop watch                       the first camera, else the demo
              facetop watch --device Logitech     the camera with that in its name
              facetop watch --size 1280x720 --fps 30 --set power_line_frequency=1
              facetop watch visit.mp4 --headless  the events of a video (needs ffmpeg)
              facetop watch rtsp://cam/stream     a network camera (needs ffmpeg)
              facetop watch photos/               the pictures of a folder
              ffmpeg -i x.mkv -f yuv4mpegpipe - | facetop watch - --headless
            """
    )

    @Argument(help: "A camera, picture, folder, Y4M or video file, URL, `-` for standard input, or `demo`.")
    var source: String?

    @Flag(help: "Print events as JSON lines, even on a terminal.")
    var headless = false

    @Option(
        help: "The file that events are appended to (default: in the state folder, see `facetop doctor`)."
    )
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Begin the log anew when it has this size, as 10M, and keep the last five (default: never).",
            valueName: "size"
        ),
        transform: { text in
            guard let size = ByteSize(text) else {
                throw ValidationError("--log-size takes a size, as 500k, 10M or 1G.")
            }
            return size
        }
    )
    var logSize: ByteSize?

    @Flag(help: "Append events to no file.")
    var noLog = false

    @OptionGroup(title: "Camera") var camera: CameraOptions
    @OptionGroup var models: ModelOptions
    @OptionGroup var gallery: GalleryOptions
    @OptionGroup var match: MatchOptions

    func validate() throws {
        guard source == nil || camera.device == nil else {
            throw ValidationError("Give a source or --device, not both.")
        }
        let named = source.map(SourceName.init)
        guard !camera.asksForCamera || named == nil || named?.camera != nil else {
            throw ValidationError(
                "--size, --fps, --format and --set are for cameras; \(named?.description ?? "") is none."
            )
        }
    }

    func run() throws {
        let places = Places.current()
        let memory = CameraMemory(places, isChosen: camera.device != nil || self.source != nil)
        let source =
            camera.device.map(SourceName.camera) ?? self.source.map(SourceName.init)
            ?? memory.camera.map(SourceName.camera) ?? .standard { Console.warn("\($0)") }
        let request = source.camera.map { camera.request(CameraChoice($0)) }
        let runtime = try Runtime(models, gallery, match)
        let isWatched = !headless && isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1
        // The screen shows how far the gallery is, and a count of what is wrong in it.
        let store = isWatched ? runtime.unreadStore(for: source) : try runtime.store(for: source)
        let log = try openLog(places)
        let messages = MessageLine()
        var configuration = FacePipeline.Configuration(
            open: { stop throws(CaptureError) in
                try source.open(
                    demoFolder: places.demo,
                    loopsDemo: isWatched,
                    camera: request,
                    stop: stop
                ) {
                    // Never over the screen.
                    if isWatched { messages.put("\($0)") } else { Console.warn("\($0)") }
                }
            },
            sourceName: source.description,
            isWatched: isWatched,
            kind: source.kind,
            matcher: runtime.matcher
        )
        configuration.smallFaces = match.smallFaces
        let pipeline = FacePipeline(configuration, analyzer: runtime.analyzer, store: store)
        let recorder = EventRecorder(
            log: log,
            camera: source.description,
            model: String(runtime.embedderDigest.prefix(12)),
            printsEvents: !isWatched
        )
        // On a screen a hang-up means that nobody sees it any more; without a log there is nothing to open
        // anew.
        let reopen: @Sendable () -> Void = { recorder.reopenLog() }
        let signals = SignalWatch(onHangUp: isWatched || noLog ? nil : reopen)
        let onChange: @Sendable (SourceChange) -> Void = { change in
            if case .opened = change { memory.remember(request?.choice) }
            if !isWatched { Self.tell(change) }
        }
        let failure =
            isWatched
            ? try watch(pipeline, store, recorder, messages, signals, onChange: onChange)
            : report(pipeline, recorder, signals, onChange: onChange)
        if let failure {
            Console.warn("\(failure)")
            throw source.camera == nil ? ExitCode.noInput : ExitCode.noCamera
        }
        if let signal = signals.received { throw ExitCode(128 + signal) }
    }

    private func openLog(_ places: Places) throws -> EventLog? {
        guard !noLog else { return nil }
        do throws(FileError) {
            return try EventLog(
                path: log ?? places.log,
                makesFolder: log == nil,
                maximumBytes: logSize?.bytes
            )
        } catch {
            Console.warn(
                "the event log can't be opened: \(error); name another file with --log, or use --no-log"
            )
            throw ExitCode.configuration
        }
    }

    /// What happens to a camera, for somebody who reads along.
    private static func tell(_ change: SourceChange) {
        switch change {
        case .opened(let name, let mode?): Console.warn("\(name.printable): \(mode)")
        case .opened: break
        case .lost(let error): Console.warn("\(error); trying again until it is back")
        case .waiting(let error): Console.warn("\(error)")
        case .back(let seconds): Console.warn("the camera is back after \(tenths(seconds)) s")
        }
    }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

    /// The screen, until the user leaves.
    private func watch(
        _ pipeline: FacePipeline,
        _ store: GalleryStore,
        _ recorder: EventRecorder,
        _ messages: MessageLine,
        _ signals: SignalWatch,
        onChange: @escaping @Sendable (SourceChange) -> Void
    ) throws -> CaptureError? {
        let screen: ScreenLoop
        do throws(TerminalError) { screen = try ScreenLoop() } catch {
            Console.warn("\(error)")
            throw ExitCode.configuration
        }
        let unreadable = MessageBox<GalleryError>()
        DispatchQueue(label: "facetop.gallery").async {
            do throws(GalleryError) { try store.load() } catch { unreadable.put(error) }
        }
        var galleryError: GalleryError?
        pipeline.start {
            recorder.record($0)
        } onChange: {
            onChange($0)
        } onEnd: { _ in
        }
        var isPaused = false
        screen.run {
            pipeline.snapshot
        } message: {
            messages.take() ?? recorder.takeProblem()
        } shouldStop: {
            galleryError = galleryError ?? unreadable.take()
            return signals.received != nil || galleryError != nil
        } perform: { action in
            switch action {
            case .quit: break
            case .togglePause:
                isPaused.toggle()
                pipeline.setPaused(isPaused)
            case .enroll(let photo, let name): pipeline.enroll(photo, as: name) { messages.put($0) }
            }
        }
        pipeline.stop()
        if let galleryError {
            Runtime.complain(of: galleryError)
            throw ExitCode.configuration
        }
        return nil
    }

    /// Events only, until the source ends.
    private func report(
        _ pipeline: FacePipeline,
        _ recorder: EventRecorder,
        _ signals: SignalWatch,
        onChange: @escaping @Sendable (SourceChange) -> Void
    ) -> CaptureError? {
        let done = DispatchSemaphore(value: 0)
        let failure = MessageBox<CaptureError>()
        pipeline.start { event in
            recorder.record(event)
        } onChange: {
            onChange($0)
        } onEnd: { error in
            if let error { failure.put(error) }
            done.signal()
        }
        while done.wait(timeout: .now() + 0.1) == .timedOut {
            if signals.received != nil || recorder.isReaderGone { break }
            if let problem = recorder.takeProblem() { Console.warn(problem) }
        }
        recorder.stopWaiting()
        pipeline.stop()
        if let problem = recorder.takeProblem() { Console.warn(problem) }
        let metrics = pipeline.snapshot.metrics
        let losses = metrics.losses
        if losses.total + metrics.dropped > 0 {
            Console.warn(
                "frames lost: \(losses.dropped) dropped by the driver, \(losses.broken) broken, \(losses.skipped + metrics.dropped) passed over for newer ones"
            )
        }
        for stage in metrics.stages {
            Console.warn("\(stage.name): p50 \(Self.tenths(stage.p50)) ms, p95 \(Self.tenths(stage.p95)) ms")
        }
        return failure.take()
    }
}

/// The last value that another thread left.
final class MessageBox<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func put(_ newest: Value) { value.withLock { $0 = newest } }

    func take() -> Value? {
        value.withLock { value in
            defer { value = nil }
            return value
        }
    }
}

/// The last line that another thread has for the user.
typealias MessageLine = MessageBox<String>
