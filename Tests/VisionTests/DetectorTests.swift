import Checksum
import FaceTypes
import Inference
import Kernels
import TestSupport
import Testing

@testable import Vision

@Suite("the detector equals cv2.dnn")
struct DetectorTests {
    @Test("pictures decode and shrink to the same bytes", arguments: Golden.names)
    func sameBytes(name: String) throws {
        let golden = try Golden.load(name)
        let frame = try golden.frame()
        #expect(frame.width == golden.width && frame.height == golden.height)
        #expect(Checksum.sha256.digest(of: frame.pixels) == golden.rgb_sha256)
        var resizer = Resizer(width: 300, height: 300)
        resizer.resize(frame)
        #expect(Checksum.sha256.digest(of: resizer.pixels) == golden.resized_sha256)
    }

    @Test("raw outputs are within 1e-4", arguments: Golden.names, [1, 2])
    func rawOutputs(name: String, threads: Int) throws {
        let frame = try Golden.load(name).frame()
        let network = try Network(
            Shipped.detector.get(),
            outputs: ["mbox_loc", "mbox_conf_flatten"],
            PlanOptions(workers: Workers(count: threads))
        )
        var resizer = Resizer(width: 300, height: 300)
        resizer.resize(frame)
        let (loc, conf) = network.run { input in
            NetworkInput.res10.fill(&input, from: resizer.pixels)
        } reading: { outputs in
            (outputs.values(of: "mbox_loc"), outputs.values(of: "mbox_conf_flatten"))
        }
        #expect(largestDifference(loc, try Checkout.floats("\(Checkout.golden)/\(name).mbox_loc.f32")) < 1e-4)
        #expect(
            largestDifference(conf, try Checkout.floats("\(Checkout.golden)/\(name).mbox_conf.f32")) < 1e-4
        )
    }

    @Test("detections are the same", arguments: Golden.names)
    func sameDetections(name: String) throws {
        let golden = try Golden.load(name)
        let detector = try SSDDetector(Shipped.detector.get(), PlanOptions(workers: Workers(count: 2)))
        let found = detector.detect(in: try golden.frame())
        try #require(found.count == golden.faces.count)
        for (face, wanted) in zip(found, golden.faces) {
            #expect(abs(face.confidence - wanted.confidence) < 1e-4)
            let box = [face.box.x, face.box.y, face.box.maxX, face.box.maxY]
            #expect(largestDifference(box, wanted.box) < 0.1)
        }
    }

    @Test("half-precision weights detect what single-precision ones do", arguments: Golden.names)
    func halfPrecision(name: String) throws {
        let golden = try Golden.load(name)
        let detector = try SSDDetector(Shipped.detector.get(), PlanOptions(workers: Workers(count: 2)))
        let found = detector.detect(in: try golden.frame())
        try #require(found.count == golden.fp32.count)
        for (face, wanted) in zip(found, golden.fp32) {
            #expect(abs(face.confidence - wanted.confidence) < 1e-4)
            let box = [face.box.x, face.box.y, face.box.maxX, face.box.maxY]
            #expect(largestDifference(box, wanted.box) < 0.1)
        }
    }

    @Test(
        "both precisions, run here, detect the same",
        .enabled(if: Checkout.hasSinglePrecisionWeights, "no single-precision weights: .ci/fetch-fp32"),
        arguments: Golden.names
    )
    func bothPrecisions(name: String) throws {
        let frame = try Golden.load(name).frame()
        let half = try SSDDetector(Shipped.detector.get(), PlanOptions(workers: Workers(count: 2))).detect(
            in: frame
        )
        let single = try SSDDetector(
            Shipped.singlePrecisionDetector.get(),
            PlanOptions(workers: Workers(count: 2))
        )
        .detect(in: frame)
        try #require(half.count == single.count && !half.isEmpty)
        for (a, b) in zip(half, single) {
            #expect(abs(a.confidence - b.confidence) < 1e-4)
            #expect(a.box.intersectionOverUnion(with: b.box) > 0.999)
        }
    }
}
