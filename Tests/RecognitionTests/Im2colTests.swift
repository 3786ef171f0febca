import Capture
import FaceTypes
import Inference
import Kernels
import Recognition
import TestSupport
import Testing
import Vision

@Suite("OpenBLAS computes what our kernels compute")
struct Im2colTests {
    @Test("faces, boxes and embeddings are the same", arguments: ["facetop", "mobileface"], [1, 2])
    func same(embedder: String, threads: Int) throws {
        var settings = Shipped.settings
        settings.embedder = embedder
        settings.threads = threads
        let models = try ModelSet(settings)
        let name = "biden.jpg"
        let frame = try Picture.decode(Checkout.bytes("\(Checkout.demo)/\(name)"), name: name)
        func analyzer(_ method: ConvolutionMethod) throws -> FaceAnalyzer {
            var settings = settings
            settings.algorithm = method
            return try models.analyzer(settings.engine, settings)
        }
        let (ours, theirs) = (try analyzer(.auto), try analyzer(.im2col))
        let expected = ours.detector.detect(in: frame)
        let found = theirs.detector.detect(in: frame)
        #expect(!expected.isEmpty && found.count == expected.count)
        for (a, b) in zip(found, expected) {
            #expect(
                a.box.intersectionOverUnion(with: b.box) > 0.9999 && abs(a.confidence - b.confidence) < 1e-4
            )
            // The same crop for both: a hair's breadth of a box changes pixels.
            let crop = try #require(ours.recognizer.crop(of: b, in: frame))
            let own = try #require(ours.recognizer.models[0].embedder.embed(crop))
            let other = try #require(theirs.recognizer.models[0].embedder.embed(crop))
            let distance = zip(own.values, other.values).reduce(Float(0)) {
                $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
            }
            #expect(distance < 1e-8)
        }
    }
}
