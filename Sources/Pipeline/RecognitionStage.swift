import FaceTypes
import Gallery

/// Aligns, embeds and matches faces on a queue of its own, so that a slow embedding never holds up the
/// picture.
final class RecognitionStage: Sendable {
    private let stage = Stage("recognition")
    private let analyzer: FaceAnalyzer
    private let matcher: Matcher
    private let store: GalleryStore
    private let identities: TrackIdentities
    private let metrics: Metrics
    private let keepsPhotos: Bool

    init(
        analyzer: FaceAnalyzer,
        matcher: Matcher,
        store: GalleryStore,
        identities: TrackIdentities,
        metrics: Metrics,
        keepsPhotos: Bool
    ) {
        self.analyzer = analyzer
        self.matcher = matcher
        self.store = store
        self.identities = identities
        self.metrics = metrics
        self.keepsPhotos = keepsPhotos
    }

    /// Asks who a track is, unless that is known well enough or being found out; only then the frame is asked
    /// for.
    func submit(_ track: Track, among others: [Detection], at time: Instant, in frame: () -> Frame?) {
        // Before the gallery is read nobody could be named, and somebody enrolled would be told of as a stranger.
        guard store.reading == nil, identities.claim(track.id, at: time) else { return }
        guard let frame = frame() else {
            return identities.finish(track.id, identity: nil, refusal: nil, at: time)
        }
        stage.perform { [self] in recognize(track, others, frame) }
    }

    /// Forgets who a track is, because it was out of sight.
    func doubt(_ track: TrackID) { identities.doubt(track) }

    /// Runs something between two jobs.
    func perform(_ work: @escaping @Sendable () -> Void) { stage.perform(work) }

    /// Waits until all jobs are done.
    func finish() { stage.finish() }

    private func recognize(_ track: Track, _ others: [Detection], _ frame: Frame) {
        stage.assertCurrent()
        let start = Instant.now()
        let face = analyzer.face(of: track.detection, among: others, in: frame)
        let identity = face.embedding.map { matcher.identify($0, in: store.gallery) }
        // Somebody who watches may want to enroll the face from it.
        let photo = keepsPhotos && identity != nil ? FacePhoto(frame: frame, box: track.detection.box) : nil
        identities.finish(
            track.id,
            identity: identity,
            refusal: face.refusal,
            photo: photo,
            at: frame.capturedAt
        )
        metrics.note(.recognize, seconds: Instant.now().seconds(since: start))
    }
}
