import Bench
import Capture
import Dispatch
import FaceTypes
import Gallery
import Inference
import Pipeline
import Recognition
import TUI

// The screen, over the cameras that are watched.
extension Watch {
    /// The screen, until the user leaves.
    ///
    /// - Parameter options: what the user wants of it.
    /// - Throws: `TerminalError` where there is none, `GalleryError` where the gallery can't be read.
    func runScreen(_ options: ScreenOptions) throws {
        let screen = try ScreenLoop(options)
        let desk = GalleryDesk(
            shared.store,
            shared.runtime.analyzer,
            shared.inbox,
            logPath: choices.logPath,
            tell: { [self] in tell($0) }
        ) { [self] in noteGallery() }
        notices.desk.put(desk)
        let unreadable = readGallery(desk)
        for camera in cameras { camera.pipeline.start() }
        let galleryError = run(screen, desk, unreadable)
        _ = notices.desk.take()
        for camera in cameras { camera.pipeline.stop() }
        if let galleryError { throw galleryError }
    }

    /// Reads the gallery and the inbox, while the screen is there already.
    ///
    /// - Returns: where it will be said why that can't be done.
    private func readGallery(_ desk: GalleryDesk) -> MessageBox<GalleryError> {
        let unreadable = MessageBox<GalleryError>()
        DispatchQueue(label: "facetop.gallery").async { [self] in
            do throws(GalleryError) {
                try shared.store.load()
                noteGallery()
                desk.readInbox()
            } catch { unreadable.put(error) }
        }
        return unreadable
    }

    /// Shows the cameras, one at a time; returns why the gallery could not be read, if that ended it.
    private func run(
        _ screen: ScreenLoop,
        _ desk: GalleryDesk,
        _ unreadable: MessageBox<GalleryError>
    ) -> GalleryError? {
        var meter = ProcessMeter()
        var settings = WatchSettings(choices.configPath)
        var galleryError: GalleryError?
        var shown = 0
        let program = ScreenLoop.Program(
            snapshot: { [self] in
                var snapshot = cameras[shown].pipeline.snapshot
                snapshot.camera = (shown, cameras.count)
                snapshot.process = meter.use()
                snapshot.precision = shared.runtime.settings.precision.rawValue
                snapshot.isReadOnly = choices.isReadOnly
                snapshot.settings = settings.values
                desk.fill(&snapshot)
                return snapshot
            },
            message: { [self] in notices.message.take() ?? shared.recorder.takeProblem() },
            stranger: { [self] in notices.stranger.take() },
            shouldStop: { [self] in
                galleryError = galleryError ?? unreadable.take()
                return shared.signals.received != nil || galleryError != nil
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
            news: shared.wakeup.number,
            readNews: { [self] in shared.wakeup.reset() }
        )
        screen.run(program)
        return galleryError
    }

    /// Tells the user something on the screen.
    private func tell(_ words: String) {
        notices.message.put(words)
        shared.wakeup.wake()
    }

    /// Every camera has other people to compare with now.
    private func noteGallery() { for camera in cameras { camera.pipeline.noteGallery() } }
}
