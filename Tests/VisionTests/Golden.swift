import Capture
import FaceTypes
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

    /// What the embedders of the goldens read and give: one crop, as it is.
    static let openFace = {
        var description = EmbedderDescription.openFace(threshold: 1, margin: 0)
        description.alignments = [.openFace]
        description.seesMirrored = false
        return description
    }()

    static let names = ["astronaut", "biden", "obama", "obama2", "obama3"]

    static func load(_ name: String) throws -> Golden { try Checkout.json("\(Checkout.golden)/\(name).json") }

    func frame() throws -> Frame { try Picture.read("\(Checkout.demo)/\(picture)") }
}
