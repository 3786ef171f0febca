import Capture
import FaceTypes
import FoundationEssentials
import Gallery
import TestSupport
import Testing
import Vision

@testable import Recognition

@Suite("anybody's ONNX embedder runs by a description beside it")
struct EmbedderFileTests {
    private let folder: TemporaryFolder
    private let model: String

    init() throws {
        folder = try TemporaryFolder()
        model = try folder.write(Checkout.bytes("\(Checkout.models)/mobilefacenet.onnx"), to: "own.onnx")
    }

    private static let mobileFace = """
        {"side": 112, "template": "arcface", "mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225],
        "mirror": true, "metric": "cosine", "threshold": 0.4}
        """

    private func analyzer(_ embedder: String) throws -> (FaceAnalyzer, ModelSet) {
        var settings = Shipped.settings
        settings.embedder = embedder
        let models = try ModelSet(settings)
        return (try models.analyzer(settings.engine, settings), models)
    }

    @Test("the shipped MobileFaceNet is the same through its own description")
    func mobileFace() throws {
        try folder.write(Array(Self.mobileFace.utf8), to: "own.json")
        let frame = try Picture.read("\(Checkout.demo)/obama.jpg")
        let (own, models) = try analyzer(model)
        let shipped = try analyzer("mobileface").0
        let embeddings = [own, shipped].map { $0.faces(in: frame).first?.embedding?.values ?? [] }
        #expect(embeddings[0].count == 128 && largestDifference(embeddings[0], embeddings[1]) < 1e-5)
        // A cosine of 0.4 is a squared distance of 1.2.
        #expect(abs(models.policy(Shipped.settings).standard.threshold - 1.2) < 1e-6)
    }

    @Test("five points of one's own, and pixels in another order, make another embedding")
    func points() throws {
        let points = "[[38, 52], [74, 52], [56, 72], [42, 92], [71, 92]]"
        let text = Self.mobileFace.replacing("\"arcface\"", with: points)
        try folder.write(Array(text.utf8), to: "own.json")
        let frame = try Picture.read("\(Checkout.demo)/obama.jpg")
        let near = try #require(try analyzer(model).0.faces(in: frame).first?.embedding)
        let bgr = text.replacing("\"side\"", with: "\"order\": \"bgr\", \"side\"")
        try folder.write(Array(bgr.utf8), to: "own.json")
        let turned = try #require(try analyzer(model).0.faces(in: frame).first?.embedding)
        let shipped = try #require(try analyzer("mobileface").0.faces(in: frame).first?.embedding)
        #expect(shipped.squaredDistance(to: near) < 0.1)
        #expect(shipped.squaredDistance(to: turned) > shipped.squaredDistance(to: near))
    }

    @Test("a residual network of the tests runs as an embedder")
    func resnet() throws {
        struct Case: Decodable {
            let name: String
            let model: Data
        }
        let text = try String(contentsOfFile: "\(Checkout.golden)/onnx/networks.jsonl", encoding: .utf8)
        for line in text.split(separator: "\n") {
            let network = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
            let path = try folder.write([UInt8](network.model), to: "\(network.name).onnx")
            let json =
                #"{"side": 16, "template": "arcface", "scale": 0.0078125, "mean": [1, 1, 1], "threshold": 1}"#
            try folder.write(Array(json.utf8), to: "\(network.name).json")
            let (analyzer, models) = try analyzer(path)
            let frame = try Picture.read("\(Checkout.demo)/obama.jpg")
            let embedding = analyzer.recognizer.models[0].embedder.embed(
                AlignedFace(pixels: (0..<768).map { UInt8($0 % 256) }, side: 16)
            )
            #expect(embedding?.count == models.description.dimensions)
            #expect(!analyzer.faces(in: frame).isEmpty)
        }
    }

    @Test(
        "a description that is missing or wrong is refused, with what is wrong in it",
        arguments: [
            (nil, "an ONNX model needs it beside it"),
            ("", "is no JSON object"), ("[1]", "is no JSON object"),
            (#"{"template": "arcface", "threshold": 1}"#, "has no \"side\""),
            (#"{"side": 8, "template": "arcface", "threshold": 1}"#, "\"side\" is not 16 to 512"),
            (#"{"side": 112, "template": "dlib", "threshold": 1}"#, "\"template\" is arcface, openface, or"),
            (
                #"{"side": 112, "template": [[1, 2]], "threshold": 1}"#,
                "\"template\" is arcface, openface, or"
            ),
            (#"{"side": 112, "template": "openface", "threshold": 1}"#, "a \"side\" of 96"),
            (
                #"{"side": 112, "template": "arcface", "threshold": 9}"#,
                "\"threshold\" is 9.0, not 0.0 to 4.0"
            ),
            (
                #"{"side": 112, "template": "arcface", "threshold": 1.2, "metric": "cosine"}"#,
                "\"threshold\" is 1.2, not -1.0 to 1.0"
            ),
            (#"{"side": 112, "template": "arcface", "threshold": 1, "mean": [1]}"#, "\"mean\" must be three"),
            (
                #"{"side": 112, "template": "arcface", "threshold": 1, "deviation": [1, 0, 1]}"#,
                "\"deviation\" must be three"
            ),
            (
                #"{"side": 112, "template": "arcface", "threshold": 1, "output": "x"}"#,
                "\"output\" must be one of the model's: embedding"
            ),
            (
                #"{"side": 112, "template": "arcface", "threshold": 1, "order": "yuv"}"#,
                "\"order\" is not what"
            ),
        ] as [(String?, String)]
    )
    func refused(json: String?, problem: String) throws {
        if let json { try folder.write(Array(json.utf8), to: "own.json") }
        let error = #expect(throws: RecognitionError.self) { try analyzer(model) }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("own.json") == true)
    }

    @Test("a model of another size than the description says is refused")
    func size() throws {
        try folder.write(
            Array(Self.mobileFace.replacing("112", with: "96").utf8),
            to: "own.json"
        )
        let error = #expect(throws: RecognitionError.self) { try analyzer(model) }
        #expect(error?.description.contains("the input is [1, 3, 112, 112], not [1, 3, 96, 96]") == true)
    }
}
