public import Capture
public import FaceTypes
import FoundationEssentials
public import Gallery
import Synchronization
public import Vision

/// Camera to events: builds the stages, connects them, and keeps the current snapshot.
public final class FacePipeline: Sendable {
    /// What a pipeline is built from.
    public struct Configuration: Sendable {
        /// Opens the source, on the capture queue.
        public var open: @Sendable (StopSignal) throws(CaptureError) -> any FrameSource
        /// What to call the source.
        public var sourceName: String
        /// Whether somebody watches: a file is then shown at its own rate and the newest frame wins.
        ///
        /// Otherwise each frame of a file is looked at, as fast as can be.
        public var isWatched: Bool
        /// How the source's frames hang together.
        public var kind: SourceKind
        /// Who is a known person.
        public var matcher: Matcher
        /// Is told of each of a camera's frames that gives no result, with its number.
        public var onLoss: (@Sendable (FrameLoss) -> Void)?
        /// How hard small faces are looked for.
        public var smallFaces = SmallFaceSearch.Effort.auto
        /// For how many seconds without a frame somebody is believed to be still there, while a camera is
        /// lost or held.
        public var memory = 10.0

        /// Makes a configuration.
        public init(
            open: @escaping @Sendable (StopSignal) throws(CaptureError) -> any FrameSource,
            sourceName: String,
            isWatched: Bool,
            kind: SourceKind,
            matcher: Matcher
        ) {
            self.open = open
            self.sourceName = sourceName
            self.isWatched = isWatched
            self.kind = kind
            self.matcher = matcher
        }
    }

    /// A live picture older than so many seconds is not shown, unless the one before was as old: then nothing
    /// is faster.
    static let oldestShown = 0.1
    /// How many of the last events a snapshot has.
    private static let eventsShown = 200

    private let analyzer: FaceAnalyzer
    private let store: GalleryStore
    private let metrics = Metrics()
    private let identities: TrackIdentities
    private let mailbox: Mailbox<PendingFrame>
    private let capture: CaptureStage
    private let vision: VisionStage
    private let recognition: RecognitionStage
    private let eventStage = Stage("events")
    private let detector: Mutex<EventDetector>
    private let state = Mutex(Snapshot())
    private let isLive: Bool
    /// Whether the last picture was too old when it had been looked at.
    private let wasLate = Atomic(false)
    /// Why the source failed, if it did.
    private let failure = Mutex<CaptureError?>(nil)

    /// Builds the stages; nothing runs yet.
    public init(_ configuration: Configuration, analyzer: FaceAnalyzer, store: GalleryStore) {
        self.analyzer = analyzer
        self.store = store
        isLive = configuration.kind == .live
        identities = TrackIdentities(vote: configuration.kind == .stills ? .single : IdentityVote())
        let newestWins = configuration.isWatched || configuration.kind == .live
        let onLoss = configuration.onLoss
        mailbox = Mailbox(keepsAll: !newestWins) { pending in
            let number = pending.stamp.sequence
            onLoss?(FrameLoss(number...number, .passedOver))
        }
        capture = CaptureStage(
            open: configuration.open,
            isPaced: configuration.isWatched,
            isLive: configuration.kind == .live,
            mailbox: mailbox,
            metrics: metrics,
            onLoss: onLoss
        )
        recognition = RecognitionStage(
            analyzer: analyzer,
            matcher: configuration.matcher,
            store: store,
            identities: identities,
            metrics: metrics,
            keepsPhotos: configuration.isWatched
        )
        vision = VisionStage(
            mailbox: mailbox,
            analyzer: analyzer,
            recognition: recognition,
            tracker: configuration.kind == .stills ? .stills : FaceTracker(),
            isLockstep: !newestWins,
            memory: configuration.kind == .live ? configuration.memory : nil,
            isWatched: configuration.isWatched,
            search: SmallFaceSearch(
                effort: configuration.kind == .stills && configuration.smallFaces == .auto
                    ? .full : configuration.smallFaces
            ),
            metrics: metrics
        )
        detector = Mutex(EventDetector(startedAt: Date().timeIntervalSince1970))
        state.withLock { $0.sourceName = configuration.sourceName }
    }

    /// Starts all stages.
    ///
    /// - Parameters:
    ///   - onEvent: gets each event, on the event queue, in order.
    ///   - onFrame: gets each frame that was looked at, when that began and when it was done, on the vision queue.
    ///   - onChange: gets what happens to the source, on the capture queue.
    ///   - onEnd: is called once, after the last event: the source ended, failed, or was stopped.
    public func start(
        onEvent: @escaping @Sendable (Event) -> Void,
        onFrame: @escaping @Sendable (_ frame: FrameStamp, _ begun: Instant, _ done: Instant) -> Void = {
            _,
            _,
            _ in
        },
        onChange: @escaping @Sendable (SourceChange) -> Void = { _ in },
        onEnd: @escaping @Sendable (CaptureError?) -> Void
    ) {
        capture.start { [self] change in
            note(change, onEvent)
            onChange(change)
        } onEnd: { [self] ending in
            switch ending {
            case .atEnd: state.withLock { $0.source = .ended }
            case .failed(let error):
                failure.withLock { $0 = error }
                state.withLock { $0.source = .failed(error.description) }
            }
        }
        vision.start { [self] result in
            onFrame(result.stamp, result.begun, .now())
            note(result, onEvent)
        } onForgotten: { [self] last, ended in
            eventStage.perform { [self] in emit(tracks: [], ended: ended, last, onEvent) }
        } onEnd: { [self] last, ended in
            eventStage.perform { [self] in
                if let last { emit(tracks: [], ended: ended, last, onEvent) }
                onEnd(failure.withLock { $0 })
            }
        }
    }

    /// Stops all stages, and waits until the last event is out.
    public func stop() {
        capture.finish()
        vision.finish()
        recognition.finish()
        eventStage.finish()
    }

    /// What there is to show now.
    public var snapshot: Snapshot {
        var snapshot = state.withLock { $0 }
        snapshot.metrics = metrics.report(dropped: mailbox.dropped, losses: capture.lostFrames)
        let gallery = store.gallery
        snapshot.enrolled = (gallery.people.count, gallery.templateCount)
        snapshot.galleryProblems = store.problems.count
        snapshot.galleryReading = store.reading
        return snapshot
    }

    /// Holds the source, or lets it go on.
    public func setPaused(_ paused: Bool) {
        capture.setPaused(paused)
        state.withLock { state in
            switch state.source {
            case .opening, .running, .lost, .paused: state.source = paused ? .paused : .opening
            case .ended, .failed: break
            }
        }
    }

    private func showLost(_ error: CaptureError) {
        state.withLock { state in
            if state.source != .paused { state.source = .lost(error.description) }
            (state.frame, state.faces) = (nil, [])
        }
    }

    /// Notes what happened to the source: nothing of what it showed is true any more when it is lost.
    private func note(_ change: SourceChange, _ onEvent: @escaping @Sendable (Event) -> Void) {
        switch change {
        case .opened(_, let mode): state.withLock { $0.mode = mode }
        case .waiting(let error): showLost(error)
        case .lost(let error):
            showLost(error)
            let now = Instant.now()
            eventStage.perform { [self] in
                tell(detector.withLock { $0.lost(reason: error.description, at: now) }, onEvent)
            }
        case .back(let seconds):
            state.withLock { state in
                if case .lost = state.source { state.source = .opening }
            }
            let now = Instant.now()
            eventStage.perform { [self] in
                tell(detector.withLock { $0.back(after: seconds, at: now) }, onEvent)
            }
        }
    }

    /// Enrolls the one face of a picture.
    ///
    /// - Parameters:
    ///   - photo: a picture with one face.
    ///   - name: whose face it is.
    ///   - completion: gets one line that says what became of it.
    public func enroll(_ photo: Frame, as name: PersonName, completion: @escaping @Sendable (String) -> Void)
    {
        recognition.perform { [self] in
            do throws(EnrollmentProblem) {
                guard store.reading == nil else { throw .notRead }
                try store.enroll(photo, bytes: nil, fileExtension: "png", as: name, isForced: false)
                do throws(GalleryError) { try store.load() } catch { throw .gallery(error) }
                identities.askAgain()
                completion("enrolled \(name)")
            } catch {
                completion("not enrolled: \(error)")
            }
        }
    }

    /// Notes one frame's tracks: the snapshot at once, the events on their own queue.
    private func note(_ result: VisionStage.Result, _ onEvent: @escaping @Sendable (Event) -> Void) {
        let faces = result.update.tracks.filter { $0.state != .tentative }.map { track in
            let known = identities.current(track.id)
            return Snapshot.Face(
                track: track,
                identity: known.identity,
                refusal: known.refusal,
                photo: known.photo
            )
        }
        let isLate = isLive && Instant.now().seconds(since: result.stamp.capturedAt) > Self.oldestShown
        let isShown = !isLate || wasLate.load(ordering: .relaxed)
        wasLate.store(isLate, ordering: .relaxed)
        state.withLock { state in
            if isShown {
                if let frame = result.frame { state.frame = frame }
                state.faces = faces
            }
            if state.source == .opening { state.source = .running }
        }
        eventStage.perform { [self] in
            emit(tracks: result.update.tracks, ended: result.update.ended, result.stamp, onEvent)
        }
    }

    private func emit(tracks: [Track], ended: [Track], _ frame: FrameStamp, _ onEvent: (Event) -> Void) {
        eventStage.assertCurrent()
        let events = detector.withLock { detector in
            detector.update(tracks: tracks, ended: ended, frame: frame) { identities.current($0).identity }
        }
        for track in ended { identities.forget(track.id) }
        for event in events { tell(event, onEvent) }
    }

    private func tell(_ event: Event, _ onEvent: (Event) -> Void) {
        state.withLock { state in
            state.events.append(event)
            if state.events.count > Self.eventsShown { state.events.removeFirst() }
        }
        onEvent(event)
    }
}
