import Capture
import FaceTypes
import Gallery
import Glibc
import Pipeline
import Recognition
import Synchronization
import Text

/// Some cameras that are watched over one set of models and one gallery, until they end or the user leaves.
final class Watch: Sendable {
    /// One of the cameras.
    struct Camera {
        let source: NamedSource
        let pipeline: FacePipeline
    }

    /// What the user chose.
    struct Choices: Sendable {
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
        /// Whether every frame is looked at, also where nothing moves.
        let looksAlways: Bool
        /// The user's configuration.
        let configPath: String
        /// Where events are appended, if anywhere.
        let logPath: String?
        /// Whether nobody is to be enrolled or changed on the screen.
        let isReadOnly: Bool
        /// What is to be said on the screen first; nil for nothing.
        let notice: String?
    }

    /// What the cameras have in common.
    struct Shared: Sendable {
        let runtime: Runtime
        let store: GalleryStore
        let recorder: EventRecorder
        let signals: SignalWatch
        /// Wakes the main thread when there is something that it must see.
        let wakeup: Wakeup
        /// Where unknown faces are kept; nil for nowhere.
        let inbox: Inbox?
        /// The film that is recorded, if one is.
        let film: Recorder?
        /// Is told of each camera that was opened.
        let onOpened: @Sendable (CameraChoice) -> Void
    }

    /// What the main thread is told by others, for the screen.
    final class Notices: Sendable {
        let message = MessageBox<String>()
        /// Where somebody unknown has come.
        let stranger = MessageBox<String>()
        /// There while there is a screen.
        let desk = MessageBox<GalleryDesk>()
    }

    let cameras: [Camera]
    let choices: Choices
    let shared: Shared
    let notices = Notices()
    private let endings: Endings

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
    init(_ choices: Choices, _ shared: Shared) {
        (self.choices, self.shared) = (choices, shared)
        let endings = Endings()
        self.endings = endings
        let notices = notices
        if let notice = choices.notice { notices.message.put(notice) }
        cameras = choices.sources.enumerated().map { number, named in
            let request = named.source.camera.map { choices.request(CameraChoice($0)) }
            var observer = Self.observer(of: named, request, choices, shared, notices)
            observer.onEnd = { error in
                endings.note(number, error)
                shared.wakeup.wake()
            }
            let pipeline = FacePipeline(
                Self.configuration(named, request, choices, shared, notices),
                analyzer: shared.runtime.analyzer,
                store: shared.store,
                observer: observer
            )
            return Camera(source: named, pipeline: pipeline)
        }
    }

    /// Who is told of what happens at one of the cameras.
    private static func observer(
        of named: NamedSource,
        _ request: CameraRequest?,
        _ choices: Choices,
        _ shared: Shared,
        _ notices: Notices
    ) -> FacePipeline.Observer {
        let isWatched = choices.isWatched
        var observer = FacePipeline.Observer()
        if isWatched { observer.onNews = { shared.wakeup.wake() } }
        observer.onEvent = { shared.recorder.record($0, of: named.label) }
        if let film = shared.film { observer.onPicture = { film.take($0) } }
        observer.onStranger = { notices.stranger.put(named.label) }
        observer.onUnknown = { visit in
            do throws(EnrollmentProblem) { try shared.inbox?.keep(visit) } catch {
                tell("an unknown face was not kept: \(error)", choices, notices)
            }
            notices.desk.read()?.readInbox()
        }
        observer.onChange = { change in
            if case .opened = change, let request { shared.onOpened(request.choice) }
            if !isWatched, let words = words(for: change) { Console.warn(prefix(named) + words) }
        }
        return observer
    }

    /// Tells the user something, never over the screen.
    private static func tell(_ words: String, _ choices: Choices, _ notices: Notices) {
        if choices.isWatched { notices.message.put(words) } else { Console.warn(words) }
    }

    /// How one of the cameras is watched.
    private static func configuration(
        _ named: NamedSource,
        _ request: CameraRequest?,
        _ choices: Choices,
        _ shared: Shared,
        _ notices: Notices
    ) -> FacePipeline.Configuration {
        let delivery = Delivery(of: named.source.kind, isWatched: choices.isWatched)
        var configuration = FacePipeline.Configuration(
            open: { stop throws(CaptureError) in
                try named.source.open(
                    demoFolder: choices.demoFolder,
                    loopsDemo: delivery.loops,
                    turnsDemo: choices.turnsDemo,
                    camera: request,
                    stop: stop
                ) { tell($0.advised, choices, notices) }
            },
            sourceName: named.label,
            delivery: delivery
        )
        configuration.smallFaces = shared.runtime.settings.smallFaces
        configuration.camera = named.name
        configuration.looksAlways = choices.looksAlways
        configuration.keepsUnknown = shared.inbox != nil && delivery.kind != .stills
        configuration.words = { $0.advised }
        return configuration
    }

    /// The signal that ended it, if one did.
    var signal: Int32? { shared.signals.received }

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
        while endings.count < cameras.count, shared.signals.received == nil, !output.isReaderGone {
            if let problem = shared.recorder.takeProblem() { Console.warn(problem) }
            shared.wakeup.wait(orUntilBroken: STDOUT_FILENO)
        }
        output.stopWaiting()
        for camera in cameras { camera.pipeline.stop() }
        if let problem = shared.recorder.takeProblem() { Console.warn(problem) }
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
}
