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
    /// Whether answers have their picture and their reasons with them, for who may ask.
    private let keepsPhotos: Bool
    private let clock: Clock

    init(analyzer: FaceAnalyzer, store: GalleryStore, metrics: Metrics, keepsPhotos: Bool, clock: Clock) {
        (self.analyzer, self.store, self.metrics) = (analyzer, store, metrics)
        (self.keepsPhotos, self.clock) = (keepsPhotos, clock)
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

    /// Waits until all jobs are done.
    func finish() { stage.finish() }

    private func answer(_ request: Scene.Request, in frame: Frame) -> Scene.Answer {
        stage.assertCurrent()
        let found = metrics.measure(.recognize) {
            analyzer.face(of: request.detection, among: request.others, in: frame).outcome
                .map { judge(request, $0, at: frame.capturedAt) }
        }
        let isUsable = if case .success = found { true } else { false }
        return Scene.Answer(
            track: request.track,
            capturedAt: frame.capturedAt,
            outcome: found.map(\.evidence),
            epoch: request.epoch,
            photo: keepsPhotos && isUsable ? FacePhoto(frame: frame, box: request.detection.box) : nil,
            explanation: try? found.get().explanation
        )
    }

    /// What is known of a face with one more embedding of it, and for who may ask, why.
    private func judge(
        _ request: Scene.Request,
        _ face: Recognizer.Embedded,
        at time: Instant
    ) -> (evidence: TrackEvidence, explanation: Explanation?) {
        var evidence = request.evidence
        evidence.add(
            face.embeddings[0],
            quality: face.quality.overall,
            at: time,
            departed: request.departed
        )
        guard let fused = evidence.embedding else { return (evidence, nil) }
        guard keepsPhotos else {
            let (identity, cut) = store.identifyWithCut(fused)
            evidence.take(identity, cut: cut)
            return (evidence, nil)
        }
        let (identity, explanation) = store.explain(
            fused,
            looks: evidence.count,
            quality: face.quality,
            at: clock.present.wallTime
        )
        evidence.take(identity, cut: explanation.cut)
        return (evidence, explanation)
    }
}
