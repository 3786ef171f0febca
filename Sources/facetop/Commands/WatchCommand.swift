import ArgumentParser
import Capture
import Files
import FoundationEssentials
import Gallery
import Glibc
import Pipeline
import Recognition
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
              facetop watch front=v4l2:/dev/video0 door=rtsp://cam/stream   several
              facetop watch photos/               the pictures of a folder
              ffmpeg -i x.mkv -f yuv4mpegpipe - | facetop watch - --headless
            """
    )

    @Argument(
        help: ArgumentHelp(
            "A camera, picture, folder, Y4M or video file, URL, `-` for standard input, or `demo`; several with names: front=SOURCE.",
            valueName: "source"
        )
    )
    var sources: [String] = []

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
        transform: parsed("--log-size takes a size, as 500k, 10M or 1G.") { ByteSize($0) }
    )
    var logSize: ByteSize?

    @Flag(help: "Append events to no file.")
    var noLog = false

    @Option(
        help: ArgumentHelp(
            "Record what is watched: .y4m, or what ffmpeg makes of the name, as .mkv; its events beside it as .jsonl.",
            valueName: "file"
        )
    )
    var record: String?

    @Flag(
        help: "Look for faces in every frame, also where nothing moves (costs several times as much)."
    )
    var always = false

    @Flag(help: "Let the demo show one person whose head turns, to try enrolling.")
    var demoTurn = false

    @Flag(help: "Keep no pictures of unknown faces (else those of each visit; see `facetop inbox`).")
    var noInbox = false

    @OptionGroup(title: "Screen") var screen: ScreenOptionGroup
    @OptionGroup(title: "Camera") var camera: CameraOptions
    @OptionGroup var recognition: RecognitionOptions

    func validate() throws {
        guard sources.isEmpty || camera.device == nil else {
            throw ValidationError("Give a source or --device, not both.")
        }
        let named = sources.map { NamedSource($0) }
        try NamedSource.check(named)
        guard record == nil || named.count <= 1 else { throw ValidationError("--record is for one source.") }
        guard !demoTurn || named.allSatisfy({ $0.source == .demo }) else {
            throw ValidationError("--demo-turn is for the demo.")
        }
        if camera.asksForCamera, let other = named.first(where: { $0.source.camera == nil }) {
            throw ValidationError(
                "--size, --fps, --format and --set are for cameras; \(other.source) is not one."
            )
        }
    }

    func run() throws {
        let places = Places.current()
        let memory = CameraMemory(places, isChosen: camera.device != nil || sources.count == 1)
        let chosen = chosenSources(memory)
        let runtime = try Runtime(recognition.settings(places))
        tellOfEmbedders(places)
        let isWatched = !headless && isatty(STDOUT_FILENO) == 1 && isatty(STDIN_FILENO) == 1
        // Who turns is to be enrolled, and is nobody before.
        let demoFolder = !demoTurn && chosen.contains { $0.source == .demo } ? places.demo : nil
        // The screen shows how far the gallery is, and a count of what is wrong in it.
        let store =
            isWatched
            ? runtime.unreadStore(demoFolder: demoFolder) : try runtime.store(demoFolder: demoFolder)
        let (inbox, notice) = inbox(places, chosen, runtime, store)
        let log = try openLog(places)
        let wakeup = Wakeup()
        let (film, filmLog) = try recording()
        defer { film?.finish() }
        let output = StandardOutputSink { wakeup.wake() }
        let sinks: [(any EventSink)?] = [log, filmLog, isWatched ? nil : output]
        let recorder = EventRecorder(
            sinks.compactMap(\.self),
            model: String(runtime.embedderDigest.prefix(12))
        ) { wakeup.wake() }
        let watch = Watch(
            Watch.Choices(
                sources: chosen,
                isWatched: isWatched,
                request: { [camera] in camera.request($0) },
                demoFolder: places.demo,
                turnsDemo: demoTurn,
                looksAlways: always,
                configPath: places.config,
                logPath: noLog ? nil : self.log ?? places.log,
                isReadOnly: screen.readOnly,
                notice: notice
            ),
            Watch.Shared(
                runtime: runtime,
                store: store,
                recorder: recorder,
                signals: signalWatch(log, recorder, wakeup, isWatched: isWatched),
                wakeup: wakeup,
                inbox: inbox,
                film: film,
                onOpened: { memory.remember($0) }
            )
        )
        if isWatched {
            try run(watch)
        } else if let failure = watch.runHeadless(output) {
            throw failure.source.camera == nil ? ExitCode.noInput : ExitCode.noCamera
        }
        if let signal = watch.signal { throw ExitCode(128 + signal) }
    }

    /// Where unknown faces are kept, nil for nowhere; and what is to be said of it the first time.
    private func inbox(
        _ places: Places,
        _ sources: [NamedSource],
        _ runtime: Runtime,
        _ store: GalleryStore
    ) -> (inbox: Inbox?, notice: String?) {
        guard !noInbox else { return (nil, nil) }
        // The demo's stranger is nobody whom the user wants to name.
        let isDemo = sources.allSatisfy { $0.source == .demo }
        let path = isDemo ? "\(places.inbox)-demo" : places.inbox
        let inbox = Inbox(InboxFolder(path: path), store, runtime.analyzer)
        guard !isDemo, Folder.kind(of: path) == .nothing else { return (inbox, nil) }
        // Where it can't be made, that is told when somebody is to be kept in it.
        try? AtomicFile.makeFolder(path)
        let limits = InboxFolder.Limits()
        let notice =
            "a picture of each unknown face is kept in \(path) (\(limits.count) at most, for \(Int(limits.days)) days); "
            + "--no-inbox keeps none"
        Console.warn(notice)
        return (inbox, notice)
    }

    /// Says at the first start that there is a choice.
    private func tellOfEmbedders(_ places: Places) {
        guard Folder.kind(of: AtomicFile.parent(of: places.log)) == .nothing,
            recognition.models.embedder == ModelCatalog.standardEmbedder
        else { return }
        Console.warn(
            "faces are recognized by OpenFace; --embedder mobileface misses a fifth as many of them (docs/models.md)"
        )
    }

    /// What is watched: what the user names, else the camera of the last time, else any, else the demo.
    private func chosenSources(_ memory: CameraMemory) -> [NamedSource] {
        guard sources.isEmpty else { return sources.map { NamedSource($0) } }
        guard !demoTurn else { return [NamedSource(.demo)] }
        let camera = (camera.device ?? memory.camera).map(SourceName.camera)
        return [NamedSource(camera ?? .standard { Console.warn($0.advised) })]
    }

    /// On a screen a hang-up means that nobody sees it any more; without a log there is nothing to open anew.
    private func signalWatch(
        _ log: EventLog?,
        _ recorder: EventRecorder,
        _ wakeup: Wakeup,
        isWatched: Bool
    ) -> SignalWatch {
        var reopen: (@Sendable () -> Void)?
        if let log, !isWatched {
            reopen = {
                do throws(FileError) { try log.reopen() } catch {
                    recorder.note("the event log can't be opened: \(error)")
                }
            }
        }
        return SignalWatch(onHangUp: reopen) { wakeup.wake() }
    }

    /// The film that is recorded, and the log beside it, if one is.
    private func recording() throws -> (film: Recorder?, log: EventLog?) {
        guard let record else { return (nil, nil) }
        do {
            let film = try Recorder(path: record) { Console.warn($0) }
            return (film, try EventLog(path: "\(record).jsonl", makesFolder: false))
        } catch {
            Console.warn("it can't be recorded: \(error.advised)")
            throw ExitCode.outputFailed
        }
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

    /// The screen; says afterwards why there was none.
    private func run(_ watch: Watch) throws {
        do {
            let passesKitty = Tmux.passesKitty(ProcessInfo.processInfo.environment)
            try watch.runScreen(screen.options(passesKitty: passesKitty))
        } catch let error as GalleryError {
            Runtime.complain(of: error)
            throw ExitCode.configuration
        } catch {
            Console.warn(error.advised)
            throw ExitCode.configuration
        }
    }
}
