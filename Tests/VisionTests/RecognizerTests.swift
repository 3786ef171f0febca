import FaceTypes
import Inference
import Kernels
import TestSupport
import Testing

@testable import Vision

@Suite("one face, several embedders")
struct RecognizerTests {
    @Test("each gives what it gives alone, and a detection's own landmarks are taken")
    func several() throws {
        let golden = try Golden.load("obama")
        let frame = try golden.frame()
        let locator = try Shipped.locator.get()
        let landmarks = try Shipped.landmarks.get()
        let models = try [Precision.fp32, .bf16].map { precision in
            let options = PlanOptions(workers: Workers(count: 1), precision: precision)
            let embedder = try FaceEmbedder(Shipped.embedder.get(), Golden.openFace, options)
            return Recognizer.Model(embedder, locator: locator)
        }
        let face = try #require(golden.faces.first)
        let box = Box(
            x: face.box[0],
            y: face.box[1],
            width: face.box[2] - face.box[0],
            height: face.box[3] - face.box[1]
        )
        let detection = Detection(box: box, confidence: face.confidence)
        func embed(_ detection: Detection, _ models: [Recognizer.Model]) -> (Landmarks, [Embedding]?) {
            let (points, outcome) = Recognizer(landmarks: landmarks, models: models)
                .embed(detection, among: [], in: frame)
            return (points, try? outcome.get().embeddings)
        }
        let both = embed(detection, models)
        let alone = models.map { embed(detection, [$0]) }
        #expect(both.1 == alone.flatMap { $0.1 ?? [] })
        #expect(both.1?.count == 2 && both.1?[0] != both.1?[1] && both.0 == alone[0].0)

        // An embedder that is aligned by the landmarks sees another face where they lie elsewhere.
        var description = Golden.openFace
        description.alignments = [.openFaceLandmarks]
        let byLandmarks = Recognizer.Model(
            try FaceEmbedder(
                Shipped.embedder.get(),
                description,
                PlanOptions(workers: Workers(count: 1))
            ),
            locator: locator
        )
        let moved = both.0.mapped { Point(x: $0.x + 12, y: $0.y) }
        let own = Detection(box: detection.box, confidence: detection.confidence, landmarks: moved)
        let found = embed(own, [byLandmarks])
        #expect(found.0 == moved)
        #expect(found.1 != nil && found.1 != embed(detection, [byLandmarks]).1)
    }

    @Test("an embedder whose graph is not what its description says is refused")
    func mismatch() throws {
        var description = Golden.openFace
        description.dimensions = 64
        let graph = try Shipped.embedder.get()
        let options = PlanOptions(workers: Workers(count: 1))
        #expect(throws: InferenceError.self) { try FaceEmbedder(graph, description, options) }
        description = Golden.openFace
        description.output = "nothing"
        #expect(throws: InferenceError.unknownOutput("nothing")) {
            try FaceEmbedder(graph, description, options)
        }
    }
}
