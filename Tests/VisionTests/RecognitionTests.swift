import Checksum
import FaceTypes
import Inference
import Kernels
import ModelImport
import TestSupport
import Testing

@testable import Vision

@Suite("eye corners, alignment and embedding equal dlib and OpenCV")
struct RecognitionTests {
    @Test("eye corners are dlib's on the same box", arguments: Golden.names)
    func eyeCorners(name: String) throws {
        let golden = try Golden.load(name)
        let frame = try golden.frame()
        let locator = try Shipped.locator.get()
        for face in golden.faces {
            let r = face.rectangle
            let found = locator.locate(
                in: frame,
                rectangle: .init(left: r[0], top: r[1], right: r[2], bottom: r[3])
            )
            #expect(
                found.points.map { [($0.x + 0.5).rounded(.down), ($0.y + 0.5).rounded(.down)] }
                    == face.landmarks
            )
        }
    }

    @Test("the aligned crop and its embedding are OpenCV's", arguments: Golden.names)
    func cropAndEmbedding(name: String) throws {
        let golden = try Golden.load(name)
        let frame = try golden.frame()
        let locator = try Shipped.locator.get()
        let aligner = FaceAligner(template: .openFace, locator: locator)
        let embedder = try FaceEmbedder(
            Shipped.embedder.get(),
            Golden.openFace,
            PlanOptions(workers: Workers(count: 2))
        )
        for face in golden.faces {
            let points = face.landmarks.map { Point(x: $0[0], y: $0[1]) }
            let crop = try #require(aligner.face(EyeCorners([5 of Point] { points[$0] }), in: frame))
            try #require(Checksum.sha256.digest(of: crop.pixels) == face.crop_sha256)
            let embedding = try #require(embedder.embed(crop))
            #expect(largestDifference(embedding.values, face.embedding) < 1e-5)
        }
    }
}
