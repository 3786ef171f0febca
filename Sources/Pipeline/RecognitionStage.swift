import Capture
import FaceTypes
import Recognition
import Vision

/// Aligns, embeds and matches faces on a queue of its own, so that a slow embedding never holds up the picture.
final class RecognitionStage: Sendable {
    private let stage = Stage("recognition")
    private let analyzer: FaceAnalyzer
    private let store: GalleryStore
    private let metrics: Metrics
    /// Whether answers have the picture with them, for who may want to enroll the face.
    private let keepsPhotos: Bool

    init(analyzer: FaceAnalyzer, store: GalleryStore, metrics: Metrics, keepsPhotos: Bool) {
        (self.analyzer, self.store, self.metrics, self.keepsPhotos) = (analyzer, store, metrics, keepsPhotos)
    }

    /// Recognizes faces of a frame.
    ///
    /// - Parameters:
    ///   - requests: the faces.
    ///   - frame: the frame.
    ///   - answer: gets an answer for each, on the recognition queue.
    func recognize(
        _ requests: [Scene.Request],
        in frame: Frame,
        answer: @escaping @Sendable (Scene.Answer) -> Void
    ) {
        for request in requests { stage.perform { [self] in answer(self.answer(request, in: frame)) } }
    }

    /// Runs something between two jobs.
    func perform(_ work: @escaping @Sendable () -> Void) { stage.perform(work) }

    /// Waits until all jobs are done.
    func finish() { stage.finish() }

    private func answer(_ request: Scene.Request, in frame: Frame) -> Scene.Answer {
        stage.assertCurrent()
        let outcome = metrics.measure(.recognize) {
            analyzer.face(of: request.detection, among: request.others, in: frame).outcome
                .map { evidence(of: request, with: $0, at: frame.capturedAt) }
        }
        let isUsable = if case .success = outcome { true } else { false }
        return Scene.Answer(
            track: request.track,
            capturedAt: frame.capturedAt,
            outcome: outcome,
            epoch: request.epoch,
            photo: keepsPhotos && isUsable ? FacePhoto(frame: frame, box: request.detection.box) : nil
        )
    }

    /// What is known of a face with one more embedding of it.
    private func evidence(
        of request: Scene.Request,
        with face: Recognizer.Embedded,
        at time: Instant
    ) -> TrackEvidence {
        var evidence = request.evidence
        evidence.add(
            face.embeddings[0],
            quality: face.quality.overall,
            at: time,
            departed: request.departed
        )
        if let fused = evidence.embedding {
            let (identity, cut) = store.identifyWithCut(fused)
            evidence.take(identity, cut: cut)
        }
        return evidence
    }
}
