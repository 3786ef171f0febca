import Capture
import Checksum
import FaceTypes
import FoundationEssentials
import Inference
import Kernels
import ModelImport
import Recognition
import TestSupport
import Testing

@testable import Vision

/// Further outputs of the original frameworks, on pictures that are not ours to ship: they are compared where they
/// are (on the developers' machines and in CI), and skipped elsewhere.
@Suite("the oracles hold", .enabled(if: Checkout.hasOracles, "no shared folder beside the checkout"))
struct OracleTests {
    struct Oracle: Decodable {
        struct Res10: Decodable {
            let resized_rgb_sha256: String
            let valid_detections: Int
            let detections: [Row]
        }
        struct Row: Decodable {
            let confidence: Float
            let box: [Float]
        }
        struct Face: Decodable {
            struct Landmarks: Decodable {
                let rect_left_top_right_bottom: [Int]
                let points: [[Float]]
            }
            struct Align: Decodable {
                let matrix: [[Double]]
                let crop_rgb_sha256: String
            }
            struct Embedding: Decodable { let cv2_output: [Float] }
            let confidence: Float
            let box: [Float]
            let landmarks5: Landmarks
            let align: Align
            let openface_he: Embedding
        }
        let decoded: String
        let decoded_rgb_sha256: String
        let width: Int
        let height: Int
        let res10: Res10
        let faces: [Face]
    }

    static let names = [
        "adams", "astronaut", "carell", "clapton-1", "clapton-2", "lennon-1", "lennon-2", "longoria-cooper",
    ]

    private func load(_ name: String) throws -> (Oracle, Frame) {
        let oracle: Oracle = try Checkout.json("\(Checkout.oracles)/\(name).json")
        let frame = try Picture.read("\(Checkout.oracles)/\(oracle.decoded)")
        try #require(Checksum.sha256.digest(of: frame.pixels) == oracle.decoded_rgb_sha256)
        return (oracle, frame)
    }

    @Test(
        "raw outputs and detections of the single-precision weights",
        .enabled(if: Checkout.hasSinglePrecisionWeights, "no single-precision weights: .ci/fetch-fp32"),
        arguments: names
    )
    func detector(name: String) throws {
        let (oracle, frame) = try load(name)
        let network = try Network(
            Shipped.singlePrecisionDetector.get(),
            outputs: ["mbox_loc", "mbox_conf_flatten"],
            PlanOptions(workers: Workers(count: 2))
        )
        var resizer = Resizer(width: 300, height: 300)
        resizer.resize(frame)
        #expect(Checksum.sha256.digest(of: resizer.pixels) == oracle.res10.resized_rgb_sha256)
        let (loc, conf) = network.run { input in
            NetworkInput.res10.fill(&input, from: resizer.pixels)
        } reading: { outputs in
            (outputs.values(of: "mbox_loc"), outputs.values(of: "mbox_conf_flatten"))
        }
        let raw = "\(Checkout.oracles)/raw/\(name)"
        #expect(largestDifference(loc, try Checkout.floats("\(raw).mbox_loc.f32")) < 1e-4)
        #expect(largestDifference(conf, try Checkout.floats("\(raw).mbox_conf_flatten.f32")) < 1e-4)
        try compare(Shipped.singlePrecisionDetector.get(), oracle, frame, confidence: 1e-4, pixels: 0.1)
    }

    /// The oracles are of the single-precision weights; by what half precision may move the detections stands in
    /// FORMATS.md, section 2.2.
    @Test("detections of the shipped half-precision weights", arguments: names)
    func halfPrecision(name: String) throws {
        let (oracle, frame) = try load(name)
        try compare(Shipped.detector.get(), oracle, frame, confidence: 7.4e-4, pixels: 1)
    }

    /// Compares the detections at a confidence of 0.5.
    private func compare(_ graph: Graph, _ oracle: Oracle, _ frame: Frame, confidence: Float, pixels: Float)
        throws
    {
        let found = try SSDDetector(graph, PlanOptions(workers: Workers(count: 2))).detect(in: frame)
        let wanted = oracle.res10.detections.filter { $0.confidence >= 0.5 }
        try #require(found.count == wanted.count)
        let size = [Float(oracle.width), Float(oracle.height), Float(oracle.width), Float(oracle.height)]
        for (face, row) in zip(found, wanted) {
            #expect(abs(face.confidence - row.confidence) < confidence)
            let box = [face.box.x, face.box.y, face.box.maxX, face.box.maxY]
            #expect(largestDifference(box, zip(row.box, size).map(*)) < pixels)
        }
    }

    @Test("landmarks, crops and embeddings", arguments: names)
    func faces(name: String) throws {
        let (oracle, frame) = try load(name)
        let locator = try Shipped.locator.get()
        let aligner = FaceAligner(template: .openFace, locator: locator)
        let faithful = try Torch7Importer.graph(
            ModelFile(contentsOf: "\(Checkout.formats)/fixtures/nn4_small2_he_faithful.t7"),
            inputShape: Golden.openFace.inputShape
        )
        let embedder = try FaceEmbedder(faithful, Golden.openFace, PlanOptions(workers: Workers(count: 2)))
        for face in oracle.faces {
            let r = face.landmarks5.rect_left_top_right_bottom
            let found = locator.locate(
                in: frame,
                rectangle: .init(left: r[0], top: r[1], right: r[2], bottom: r[3])
            )
            let rounded = found.points.map { [($0.x + 0.5).rounded(.down), ($0.y + 0.5).rounded(.down)] }
            #expect(rounded == face.landmarks5.points)
            let points = face.landmarks5.points.map { Point(x: $0[0], y: $0[1]) }
            let crop = try #require(aligner.face(EyeCorners([5 of Point] { points[$0] }), in: frame))
            #expect(Checksum.sha256.digest(of: crop.pixels) == face.align.crop_rgb_sha256)
            let embedding = try #require(embedder.embed(crop))
            #expect(largestDifference(embedding.values, face.openface_he.cv2_output) < 1e-5)
        }
    }

    @Test("the order of keys in a Torch7 file does not matter")
    func keyOrder() throws {
        var random = SeededGenerator(seed: 1)
        let face = AlignedFace(pixels: random.bytes(96 * 96 * 3), side: 96)
        let embeddings = try ["faithful", "hostile"].map { style in
            let graph = try Torch7Importer.graph(
                ModelFile(contentsOf: "\(Checkout.formats)/fixtures/nn4_small2_he_\(style).t7"),
                inputShape: Golden.openFace.inputShape
            )
            return try FaceEmbedder(graph, Golden.openFace, PlanOptions(workers: Workers(count: 1))).embed(
                face
            )?.values
        }
        #expect(embeddings[0] != nil && embeddings[0] == embeddings[1])
    }

    @Test("clapton-2's second box is refused, its first is not")
    func falseBox() throws {
        let (_, frame) = try load("clapton-2")
        let analyzer = try Shipped.analyzer.get()
        let detections = analyzer.detector.detect(in: frame)
        let refusals = detections.map { analyzer.face(of: $0, among: detections, in: frame).refusal }
        #expect(refusals == [nil, .insideAnother])
    }
}
