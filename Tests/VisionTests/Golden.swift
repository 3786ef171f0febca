import Capture
import FaceTypes
import Inference
import ModelImport
import TestSupport
import Vision

/// What OpenCV and dlib made of one of the demo's pictures; written by Tests/Golden/make_golden.py.
struct Golden: Decodable {
    struct Face: Decodable {
        let confidence: Float
        let box: [Float]
        let rectangle: [Int]
        let landmarks: [[Float]]
        let matrix: [Double]
        let crop_sha256: String
        let embedding: [Float]
    }

    struct Row: Decodable {
        let confidence: Float
        let box: [Float]
    }

    let picture: String
    let width: Int
    let height: Int
    let rgb_sha256: String
    let resized_sha256: String
    let faces: [Face]
    /// What cv2.dnn detects with the single-precision weights.
    let fp32: [Row]

    static let names = ["astronaut", "biden", "obama", "obama2", "obama3"]

    static func load(_ name: String) throws -> Golden { try Checkout.json("\(Checkout.golden)/\(name).json") }

    func frame() throws -> Frame { try Picture.read("\(Checkout.demo)/\(picture)") }
}

/// The shipped models, read once.
enum Shipped {
    static let detector = Result {
        try CaffeImporter.graph(
            prototxt: ModelFile(contentsOf: "\(Checkout.models)/deploy.prototxt"),
            caffemodel: ModelFile(
                contentsOf: "\(Checkout.models)/res10_300x300_ssd_iter_140000_fp16.caffemodel"
            )
        )
    }
    static let singlePrecisionDetector = Result {
        try CaffeImporter.graph(
            prototxt: ModelFile(contentsOf: "\(Checkout.models)/deploy.prototxt"),
            caffemodel: ModelFile(contentsOf: Checkout.singlePrecisionWeights)
        )
    }
    static let embedder = Result {
        try Torch7Importer.graph(
            ModelFile(contentsOf: "\(Checkout.models)/nn4.small2.facetop1.t7"),
            inputShape: FaceEmbedder.inputShape
        )
    }
    static let trees = Result {
        try DlibImporter.regressionTrees(
            ModelFile(contentsOf: "\(Checkout.models)/shape_predictor_5_face_landmarks.dat")
        )
    }
}
