import Inference
import Kernels
import TestSupport
import Testing

@testable import ModelImport

@Suite("readers")
struct ImporterTests {
    private func output(_ graph: Graph, _ name: String, seed: UInt64 = 3) throws -> [Float] {
        var random = SeededGenerator(seed: seed)
        let input = random.floats(graph.inputShape.count)
        let network = try Network(graph, outputs: [name], PlanOptions(workers: Workers(count: 1)))
        return network.run { span in
            for i in 0..<span.count { span[i] = input[i] }
        } reading: {
            $0.values(of: name)
        }
    }

    @Test("half-precision and single-precision weights are the same numbers")
    func halves() throws {
        let prototxt = Tiny.file(Array(Tiny.prototxt.utf8))
        let single = try CaffeImporter.graph(prototxt: prototxt, caffemodel: Tiny.file(Tiny.caffemodel()))
        let half = try CaffeImporter.graph(
            prototxt: prototxt,
            caffemodel: Tiny.file(Tiny.caffemodel(halves: true))
        )
        for name in ["softmax", "cat", "priors"] { #expect(try output(single, name) == output(half, name)) }
    }

    @Test("halves are widened as IEEE 754 says")
    func widening() {
        for (bits, value): (UInt16, Float) in [
            (0x0000, 0), (0x8000, -0.0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504),
            (0x0400, 6.103515625e-05),
            (0x0001, 5.960464477539063e-08), (0x83FF, -6.097555160522461e-05), (0x7C00, .infinity),
            (0xFC00, -.infinity),
            (0x3555, 0.333251953125),
        ] {
            #expect(ByteReader.float(half: bits).bitPattern == value.bitPattern)
        }
        #expect(ByteReader.float(half: 0x7E00).isNaN)
    }

    @Test("a batch norm of version 1 stores the inverse deviation")
    func oldBatchNorm() throws {
        let inverse = [Float(3), 4].map { 1 / ($0 + 1e-5).squareRoot() }
        let old = Tiny.torch(batchNorm: [
            ("eps", .number(1e-5)), ("running_mean", .tensor(sizes: [2], values: [1, 2])),
            ("running_std", .tensor(sizes: [2], values: inverse)),
            ("weight", .tensor(sizes: [2], values: [1, 2])),
            ("bias", .tensor(sizes: [2], values: [0, 1])),
        ])
        let shape = Shape(1, 3, 6, 6)
        let a = try output(Torch7Importer.graph(Tiny.file(Tiny.torch()), inputShape: shape), "embedding")
        let b = try output(Torch7Importer.graph(Tiny.file(old), inputShape: shape), "embedding")
        #expect(largestDifference(a, b) < 1e-6)
        #expect(abs(a.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test("a tree goes left where the difference is above the threshold")
    func trees() throws {
        let trees = try DlibImporter.regressionTrees(Tiny.file(DlibWriter.predictor()))
        #expect(trees.points == 5 && trees.leavesPerTree == 2 && trees.stages.count == 1)
        #expect(trees.stages[0].splits == [.init(first: 0, second: 1, threshold: 16)])
        #expect(trees.stages[0].leaves[0] == 0.125 && trees.stages[0].leaves[10] == -0.125)
        #expect(trees.stages[0].deltas == [0, 0, 0.25, 0])
    }

    @Test("dlib's numbers")
    func dlibNumbers() throws {
        var reader = DlibReader(
            Tiny.file([
                0x02, 0x83, 0x0C, 0x81, 0x0A, 0x03, 0x6E, 0xB8, 0xC6, 0x81, 0x18, 0x01, 0x00, 0x01, 0x0B,
            ])
        )
        #expect(try reader.integer("n") == 0x0C83)
        #expect(try reader.integer("n") == -10)
        #expect(try reader.float("x") == Float(0xC6B86E) / Float(1 << 24))
        #expect(try reader.float("x") == 0)
    }
}
