import Capture
import Dispatch
import FaceTypes
import Gallery
import Glibc
import Inference
import Pipeline
import Recognition
import Synchronization
import TUI
import Text

/// Some cameras that are watched over one set of models and one gallery, until they end or the user leaves.
final class Watch: Sendable {
    /// One of the cameras.
    private struct Camera {
        let source: NamedSource
        let pipeline: FacePipeline
    }

    /// What the user chose.
    struct Choices {
        /// What is watched.
        let sources: [NamedSource]
        /// Whether there is a screen.
        let isWatched: Bool
        /// What a camera is asked for.
        let request: @Sendable (CameraChoice) -> CameraRequest
        /// The demo's folder.
        let demoFolder: String
        /// Whether the demo shows one person whose head turns.
        let turnsDemo: Bool
        /// The user's configuration.
        let configPath: String
        /// Where events are appended, if anywhere.
        let logPath: String?
        /// Whether unknown faces are kept.
        let keepsUnknown: Bool
        /// Whether nobody is to be enrolled or changed on the screen.
        let isReadOnly: Bool
        /// What is to be said on the screen first; nil for nothing.
        let notice: String?
    }

    private let cameras: [Camera]
    private let store: GalleryStore
    private let recorder: EventRecorder
    private let signals: SignalWatch
    /// Wakes the main thread when there is something that it must see.
    private let wakeup: Wakeup
    private let messages: MessageBox<String>
    private let endings: Endings
    private let analyzer: FaceAnalyzer
    private let inbox: Inbox?
    /// There while there is a screen.
    private let desk: MessageBox<GalleryDesk>
    /// Where somebody unknown has come.
    private let strangers: MessageBox<String>
    private let logPath: String?
    private let configPath: String
    private let precision: String
    private let isReadOnly: Bool

    /// How the cameras ended, by number.
    private final class Endings: Sendable {
        private let state = Mutex([Int: CaptureError?]())

        func note(_ camera: Int, _ error: CaptureError?) {
            _ = state.withLock { $0.updateValue(error, forKey: camera) }
        }

        /// How many are over.
        var count: Int { state.withLock(\.count) }
        /// Why a camera failed, if it did.
        subscript(camera: Int) -> CaptureError? { state.withLock { $0[camera] ?? nil } }
    }

    /// Builds a pipeline for each camera; nothing runs yet.
    init(
        _ choices: Choices,
        _ runtime: Runtime,
        _ store: GalleryStore,
        _ recorder: EventRecorder,
        _ signals: SignalWatch,
        _ wakeup: Wakeup,
        _ inbox: Inbox?,
        _ film: Recorder?,
        onOpened: @escaping @Sendable (CameraChoice) -> Void
    ) {
        (self.store, self.recorder, self.signals, self.wakeup) = (store, recorder, signals, wakeup)
        let (messages, endings, desk) = (MessageBox<String>(), Endings(), MessageBox<GalleryDesk>())
        self.desk = desk
        let strangers = MessageBox<String>()
        self.strangers = strangers
        (self.messages, self.endings) = (messages, endings)
        (analyzer, precision) = (runtime.analyzer, runtime.settings.precision.rawValue)
        (logPath, isReadOnly) = (choices.logPath, choices.isReadOnly)
        (self.inbox, configPath) = (inbox, choices.configPath)
        let isWatched = choices.isWatched
        if let notice = choices.notice { messages.put(notice) }
        // Never over the screen.
        let tell: @Sendable (String) -> Void = { isWatched ? messages.put($0) : Console.warn($0) }
        cameras = choices.sources.enumerated().map { number, named in
            let request = named.source.camera.map { choices.request(CameraChoice($0)) }
            var observer = FacePipeline.Observer()
            if isWatched { observer.onNews = { wakeup.wake() } }
            observer.onEvent = { recorder.record($0, of: named.label) }
            if let film { observer.onPicture = { film.take($0) } }
            observer.onStranger = { strangers.put(named.label) }
            observer.onUnknown = { visit in
                do throws(EnrollmentProblem) { try inbox?.keep(visit) } catch {
                    tell("an unknown face was not kept: \(error)")
                }
                desk.read()?.readInbox()
            }
            observer.onChange = { change in
                if case .opened = change, let request { onOpened(request.choice) }
                if !isWatched, let words = Self.words(for: change) {
                    Console.warn(Self.prefix(named) + words)
                }
            }
            observer.onEnd = { error in
                endings.note(number, error)
                wakeup.wake()
            }
            let pipeline = FacePipeline(
                Self.configuration(named, request, choices, runtime, tell),
                analyzer: runtime.analyzer,
                store: store,
                observer: observer
            )
            return Camera(source: named, pipeline: pipeline)
        }
    }

    /// How one of the cameras is watched.
    private static func configuration(
        _ named: NamedSource,
        _ request: CameraRequest?,
        _ choices: Choices,
        _ runtime: Runtime,
        _ tell: @escaping @Sendable (String) -> Void
    ) -> FacePipeline.Configuration {
        let delivery = Delivery(of: named.source.kind, isWatched: choices.isWatched)
        let (demoFolder, turnsDemo) = (choices.demoFolder, choices.turnsDemo)
        var configuration = FacePipeline.Configuration(
            open: { stop throws(CaptureError) in
                try named.source.open(
                    demoFolder: demoFolder,
                    loopsDemo: delivery.loops,
                    turnsDemo: turnsDemo,
                    camera: request,
                    stop: stop
                ) { tell($0.advised) }
            },
            sourceName: named.label,
            delivery: delivery
        )
        configuration.smallFaces = runtime.settings.smallFaces
        configuration.camera = named.name
        configuration.keepsUnknown = choices.keepsUnknown && delivery.kind != .stills
        configuration.words = { $0.advised }
        return configuration
    }

    /// The signal that ended it, if one did.
    var signal: Int32? { signals.received }

    /// What happens to a camera, for somebody who reads along.
    private static func words(for change: SourceChange) -> String? {
        switch change {
        case .opened(let name, let mode): mode.map { "\(name.printable): \($0)" }
        case .lost(let error): "\(error.advised); trying again until it is back"
        case .waiting(let error): error.advised
        case .back(let seconds): "the camera is back after \(seconds.tenths) s"
        case .ended(let error): error?.advised
        }
    }

    /// Events only, until the sources end.
    ///
    /// - Parameter output: where they are printed.
    /// - Returns: the first source that failed, and why.
    func runHeadless(_ output: StandardOutputSink) -> (source: SourceName, error: CaptureError)? {
        for camera in cameras { camera.pipeline.start() }
        while endings.count < cameras.count, signals.received == nil, !output.isReaderGone {
            if let problem = recorder.takeProblem() { Console.warn(problem) }
            wakeup.wait(orUntilBroken: STDOUT_FILENO)
        }
        output.stopWaiting()
        for camera in cameras { camera.pipeline.stop() }
        if let problem = recorder.takeProblem() { Console.warn(problem) }
        for camera in cameras { Self.tellMeasures(of: camera) }
        let failures = cameras.indices.compactMap { number in
            endings[number].map { (source: cameras[number].source, error: $0) }
        }
        return failures.first.map { ($0.source.source, $0.error) }
    }

    private static func prefix(_ source: NamedSource) -> String { source.name.map { "\($0): " } ?? "" }

    /// Says what was lost, and how long everything took.
    private static func tellMeasures(of camera: Camera) {
        let metrics = camera.pipeline.snapshot.metrics
        let losses = metrics.losses
        let prefix = prefix(camera.source)
        if losses.total + metrics.replaced > 0 {
            Console.warn(
                "\(prefix)frames lost: \(losses.dropped) dropped by the driver, \(losses.broken) broken, "
                    + "\(losses.skipped + metrics.replaced) passed over for newer ones"
            )
        }
        for stage in metrics.stages {
            let name = stage.name.rawValue
            Console.warn("\(prefix)\(name): p50 \(stage.p50.tenths) ms, p95 \(stage.p95.tenths) ms")
        }
    }

    /// The screen, until the user leaves.
    ///
    /// - Parameter options: what the user wants of it.
    /// - Throws: `TerminalError` where there is none, `GalleryError` where the gallery can't be read.
    func runScreen(_ options: ScreenOptions) throws {
        let screen = try ScreenLoop(options)
        let desk = GalleryDesk(store, analyzer, inbox, logPath: logPath, tell: { [self] in tell($0) }) {
            [self] in
            noteGallery()
        }
        self.desk.put(desk)
        desk.readInbox()
        var meter = ProcessMeter()
        var settings = WatchSettings(configPath)
        let unreadable = MessageBox<GalleryError>()
        DispatchQueue(label: "facetop.gallery").async { [self] in
            do throws(GalleryError) {
                try store.load()
                noteGallery()
            } catch { unreadable.put(error) }
        }
        for camera in cameras { camera.pipeline.start() }
        var galleryError: GalleryError?
        var shown = 0
        let program = ScreenLoop.Program(
            snapshot: { [self] in
                var snapshot = cameras[shown].pipeline.snapshot
                snapshot.camera = (shown, cameras.count)
                snapshot.process = meter.use()
                (snapshot.precision, snapshot.isReadOnly) = (precision, isReadOnly)
                snapshot.settings = settings.values
                desk.fill(&snapshot)
                return snapshot
            },
            message: { [self] in messages.take() ?? recorder.takeProblem() },
            stranger: { [self] in strangers.take() },
            shouldStop: { [self] in
                galleryError = galleryError ?? unreadable.take()
                return signals.received != nil || galleryError != nil
            },
            perform: { [self] action in
                switch action {
                case .quit: break
                case .nextCamera: shown = (shown + 1) % cameras.count
                case .togglePause: cameras[shown].pipeline.togglePause()
                case .follow(let track): cameras[shown].pipeline.follow(track)
                case .set(let option, let value): settings.set(option, to: value) { tell($0) }
                default:
                    if case .enroll = action { cameras[shown].pipeline.follow(nil) }
                    desk.perform(action)
                }
            },
            news: wakeup.number,
            readNews: { [self] in wakeup.reset() }
        )
        screen.run(program)
        _ = self.desk.take()
        for camera in cameras { camera.pipeline.stop() }
        if let galleryError { throw galleryError }
    }

    /// Tells the user something on the screen.
    private func tell(_ words: String) {
        messages.put(words)
        wakeup.wake()
    }

    /// Every camera has other people to compare with now.
    private func noteGallery() { for camera in cameras { camera.pipeline.noteGallery() } }
}
