public import Capture
public import FaceTypes
import Gallery
public import Recognition
public import Vision

/// From one camera to events: builds the stages and connects them.
///
/// Capture hands frames to vision, vision what it saw to the scene; the scene asks recognition, which answers it. What
/// the scene tells is recorded on a queue of its own.
public final class FacePipeline: Sendable {
    /// What a pipeline is built from.
    public struct Configuration: Sendable {
        /// Opens the source, on the capture queue.
        public var open: @Sendable (StopSignal) throws(CaptureError) -> any FrameSource
        /// What to call the source.
        public var sourceName: String
        /// How the source's frames come.
        public var delivery: Delivery
        /// The camera's name, where there are several; nil for the only one.
        public var camera: String?
        /// Says why a source is lost or failed, on the screen and in events.
        public var words: @Sendable (CaptureError) -> String = { $0.description }
        /// Is told of each of a camera's frames that gives no result, with its number.
        public var onLoss: (@Sendable (FrameLoss) -> Void)?
        /// How hard small faces are looked for.
        public var smallFaces = SmallFaceSearch.Effort.auto
        /// Whether the detector looks at every frame, also where nothing moves.
        public var looksAlways = false
        /// Whether pictures of unknown people are handed out when they have left.
        public var keepsUnknown = false
        /// For how many seconds without a frame somebody is believed to be still there, while a camera is
        /// lost or held.
        public var memory = 10.0
        /// Tells the time.
        public var clock = Clock.system

        /// Makes a configuration.
        public init(
            open: @escaping @Sendable (StopSignal) throws(CaptureError) -> any FrameSource,
            sourceName: String,
            delivery: Delivery
        ) {
            (self.open, self.sourceName, self.delivery) = (open, sourceName, delivery)
        }
    }

    /// Who is told of what happens.
    public struct Observer: Sendable {
        /// Gets each event, on the event queue, in order.
        public var onEvent: @Sendable (Event) -> Void = { _ in }
        /// Is called when somebody turns out to be unknown and is not ignored, on the scene queue.
        public var onStranger: @Sendable () -> Void = {}
        /// Gets unknown people when they have left, on the event queue.
        public var onUnknown: @Sendable (UnknownVisit) -> Void = { _ in }
        /// Gets each frame that was looked at, when that began and when it was done, on the vision queue.
        public var onFrame: @Sendable (_ frame: FrameStamp, _ begun: Instant, _ done: Instant) -> Void = {
            _,
            _,
            _ in
        }
        /// Gets each picture that was looked at, on the vision queue; nil where nobody wants them.
        public var onPicture: (@Sendable (Frame) -> Void)?
        /// Is called when there may be something new to show, on the scene queue.
        public var onNews: @Sendable () -> Void = {}
        /// Gets what happens to the source, on the capture queue.
        public var onChange: @Sendable (SourceChange) -> Void = { _ in }
        /// Is called once, after the last event: the source ended, failed, or was stopped.
        public var onEnd: @Sendable (CaptureError?) -> Void = { _ in }

        /// Makes an observer that looks away.
        public init() {}
    }

    private let store: GalleryStore
    private let delivery: Delivery
    private let clock: Clock
    private let metrics: Metrics
    private let mailbox: Mailbox<PendingFrame>
    private let capture: CaptureStage
    private let vision: VisionStage
    private let scene: SceneStage
    private let recognition: RecognitionStage
    private let events = Stage("events")
    private let observer: Observer

    /// Builds the stages; nothing runs yet.
    public init(
        _ configuration: Configuration,
        analyzer: FaceAnalyzer,
        store: GalleryStore,
        observer: Observer = Observer()
    ) {
        self.store = store
        self.observer = observer
        delivery = configuration.delivery
        clock = configuration.clock
        metrics = Metrics(clock: clock)
        let onLoss = configuration.onLoss
        mailbox = Mailbox(keepsAll: delivery.choice == .each) { pending in
            let number = pending.stamp.sequence
            onLoss?(FrameLoss(number...number, .passedOver))
        }
        capture = CaptureStage(
            open: configuration.open,
            delivery: delivery,
            mailbox: mailbox,
            metrics: metrics,
            clock: clock,
            onLoss: onLoss
        )
        vision = VisionStage(
            mailbox: mailbox,
            analyzer: analyzer,
            delivery: delivery,
            memory: configuration.memory,
            smallFaces: configuration.smallFaces,
            looksAlways: configuration.looksAlways,
            metrics: metrics,
            clock: clock
        )
        scene = SceneStage(
            Scene(
                camera: configuration.sourceName,
                delivery: delivery,
                name: configuration.camera,
                startedAt: clock.present,
                words: configuration.words,
                isGalleryRead: store.reading == nil
            ),
            clock: clock
        )
        recognition = RecognitionStage(
            analyzer: analyzer,
            store: store,
            metrics: metrics,
            keepsPhotos: delivery.isWatched || configuration.keepsUnknown,
            clock: clock
        )
    }

    /// Starts all stages.
    public func start() {
        capture.start { [self] change in
            send(.source(change))
            observer.onChange(change)
        }
        vision.start { [self] result in
            observer.onFrame(result.look.stamp, result.begun, clock.now)
            if let onPicture = observer.onPicture,
                let picture = result.look.picture ?? metrics.decode(result.frame)
            {
                onPicture(picture)
            }
            send(.looked(result.look), about: result.frame)
            if delivery.isLockstep { settle() }
        } onForgotten: { [self] ended in
            send(.forgotten(ended))
        } onEnd: { [self] ended in
            settle()
            send(.forgotten(ended))
            scene.finish()
            let failure = scene.read(\.failure)
            events.perform { [self] in observer.onEnd(failure) }
        }
    }

    /// Stops all stages, and waits until the last event is out.
    public func stop() {
        capture.finish()
        vision.finish()
        settle()
        events.finish()
    }

    /// What there is to show now.
    public var snapshot: Snapshot {
        var snapshot = scene.read(\.snapshot)
        snapshot.metrics = metrics.report(replaced: mailbox.replacedCount, losses: capture.lostFrames)
        let gallery = store.gallery
        snapshot.enrolled = (gallery.people.count, gallery.templateCount)
        snapshot.names = store.names
        snapshot.galleryProblems = store.problems.count
        snapshot.galleryReading = store.reading
        return snapshot
    }

    /// Holds the source, or lets it go on.
    public func togglePause() { send(.pauseToggled) }

    /// Takes up that the gallery was read, or has other people than before.
    public func noteGallery() { send(.galleryChanged) }

    /// Has a face looked at in every frame; nil for none.
    public func follow(_ track: TrackID?) { send(.followed(track)) }

    /// Gives an input to the scene, and does what comes of it.
    private func send(_ input: Scene.Input, about frame: PendingFrame? = nil) {
        scene.send(input) { [self] effects in
            for event in effects.events { events.perform { [self] in observer.onEvent(event) } }
            if effects.strangers > 0 { observer.onStranger() }
            for visit in effects.unknown { events.perform { [self] in observer.onUnknown(visit) } }
            if let holds = effects.holdsSource { capture.setPaused(holds) }
            if let frame, !effects.requests.isEmpty { recognize(effects.requests, in: frame) }
            observer.onNews()
        }
    }

    private func recognize(_ requests: [Scene.Request], in frame: PendingFrame) {
        guard let picture = metrics.decode(frame) else {
            let time = frame.stamp.capturedAt
            for request in requests {
                send(
                    .answered(
                        Scene.Answer(
                            track: request.track,
                            capturedAt: time,
                            outcome: nil,
                            epoch: request.epoch
                        )
                    )
                )
            }
            return
        }
        recognition.recognize(requests, in: picture) { [self] in send(.answered($0)) }
    }

    /// Waits until every face that was asked for is answered, and that is taken up.
    private func settle() {
        scene.finish()
        recognition.finish()
        scene.finish()
    }
}
