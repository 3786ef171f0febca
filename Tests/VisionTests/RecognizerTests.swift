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
        let aligner = FaceAligner(locator: try Shipped.locator.get(), template: .openFace)
        let models = try [Precision.fp32, .bf16].map { precision in
            let options = PlanOptions(workers: Workers(count: 1), precision: precision)
            let embedder = try FaceEmbedder(Shipped.embedder.get(), Golden.openFace, options)
            return Recognizer.Model(aligner: aligner, embedder: embedder)
        }
        let face = try #require(golden.faces.first)
        let box = Box(
            x: face.box[0],
            y: face.box[1],
            width: face.box[2] - face.box[0],
            height: face.box[3] - face.box[1]
        )
        let detection = Detection(box: box, confidence: face.confidence)
        let both = Recognizer(models: models).embed(detection, among: [], in: frame)
        let alone = models.map { Recognizer(models: [$0]).embed(detection, among: [], in: frame) }
        #expect(try both.outcome.get() == alone.flatMap { try $0.outcome.get() })
        #expect(try both.outcome.get()[0] != both.outcome.get()[1] && both.landmarks == alone[0].landmarks)

        let moved = both.landmarks.mapped { Point(x: $0.x + 6, y: $0.y) }
        let own = Detection(box: detection.box, confidence: detection.confidence, landmarks: moved)
        let aligned = Recognizer(models: [models[0]]).embed(own, among: [], in: frame)
        #expect(aligned.landmarks == moved)
        #expect(try aligned.outcome.get() != alone[0].outcome.get())
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
