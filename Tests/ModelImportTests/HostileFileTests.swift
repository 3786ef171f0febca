import Inference
import Kernels
import TestSupport
import Testing

@testable import ModelImport

/// Each reader on a small file that was cut at every byte, and in which every byte was flipped: an error or a model
/// that runs, never a trap.
@Suite("damaged files give an error or a model that runs")
struct HostileFileTests {
    private static let torchShape = Shape(1, 3, 6, 6)

    /// Reads a graph, and runs it if it is one; an error must name the file.
    private func check(_ output: String, _ read: () throws(ImportError) -> Graph) {
        do throws(ImportError) {
            let graph = try read()
            // A flipped size may be valid and large; what would take long is not run.
            let isSmall = graph.multiplyAdds < 1 << 22 && graph.nodes.allSatisfy { $0.shape.count < 1 << 20 }
            guard isSmall, graph.outputs[output] != nil else { return }
            let network = try? Network(graph, outputs: [output], PlanOptions(workers: Workers(count: 1)))
            let values = network?.run { _ in
            } reading: {
                $0.values(of: output)
            }
            #expect(values?.count == graph.outputs[output].map { graph.shape(of: $0).count })
        } catch {
            #expect(error.description.hasPrefix("models/tiny"))
        }
    }

    /// Reads a file cut at every byte, then with every byte changed in three ways.
    private func attack(_ bytes: [UInt8], _ read: ([UInt8]) -> Void) {
        for end in 0..<bytes.count { read(Array(bytes[..<end])) }
        for index in bytes.indices {
            for change: UInt8 in [0xFF, 0x01, 0x80] {
                var damaged = bytes
                damaged[index] ^= change
                read(damaged)
            }
        }
    }

    @Test("caffemodel", arguments: [false, true])
    func caffemodel(halves: Bool) {
        let prototxt = Tiny.file(Array(Tiny.prototxt.utf8))
        attack(Tiny.caffemodel(halves: halves)) { bytes in
            check("softmax") { () throws(ImportError) in
                try CaffeImporter.graph(prototxt: prototxt, caffemodel: Tiny.file(bytes))
            }
        }
    }

    @Test("prototxt")
    func prototxt() {
        let weights = Tiny.file(Tiny.caffemodel())
        attack(Array(Tiny.prototxt.utf8)) { bytes in
            check("softmax") { () throws(ImportError) in
                try CaffeImporter.graph(prototxt: Tiny.file(bytes), caffemodel: weights)
            }
        }
    }

    @Test("Torch7")
    func torch() {
        attack(Tiny.torch()) { bytes in
            check("embedding") { () throws(ImportError) in
                try Torch7Importer.graph(Tiny.file(bytes), inputShape: Self.torchShape)
            }
        }
    }

    @Test("ONNX: each official test's and some operators' files")
    func onnx() throws {
        let cases =
            ONNXCase.all("nodes.jsonl").filter {
                $0.model.count < 250 && $0.input != nil && !$0.name.contains("cast")
            }
            + ONNXCase.all("operators.jsonl").filter {
                $0.model.count < 300 && $0.name.contains("opset 21")
            }
        #expect(cases.count > 100)
        for test in cases {
            let output = test.outputs.first?.name ?? ""
            attack([UInt8](test.model)) { bytes in
                check(output) { () throws(ImportError) in try ONNXImporter.graph(Tiny.file(bytes)) }
            }
        }
    }

    @Test("dlib")
    func dlib() {
        attack(DlibWriter.predictor()) { bytes in
            do throws(ImportError) {
                let trees = try DlibImporter.regressionTrees(Tiny.file(bytes))
                #expect(trees.points >= 2)
            } catch {
                #expect(error.description.hasPrefix("models/tiny"))
            }
        }
    }

    @Test("a cut file is refused, wherever it is cut")
    func cut() throws {
        let prototxt = Tiny.file(Array(Tiny.prototxt.utf8))
        let torch = Tiny.torch()
        for end in 0..<torch.count {
            #expect(throws: ImportError.self) {
                try Torch7Importer.graph(Tiny.file(Array(torch[..<end])), inputShape: Self.torchShape)
            }
        }
        let dlib = DlibWriter.predictor()
        for end in 0..<dlib.count {
            #expect(throws: ImportError.self) {
                try DlibImporter.regressionTrees(Tiny.file(Array(dlib[..<end])))
            }
        }
        let caffe = Tiny.caffemodel()
        for end in 0..<caffe.count {
            #expect(throws: ImportError.self) {
                try CaffeImporter.graph(prototxt: prototxt, caffemodel: Tiny.file(Array(caffe[..<end])))
            }
        }
    }

    @Test("a module inside itself, deep nesting and huge announcements are refused")
    func hostile() throws {
        // Object 1 is the Sequential, object 2 its fields; its list of modules holds object 1 again.
        let cyclic = TorchWriter.file(
            .module("nn.Sequential", [("modules", TorchWriter.list([.reference(1, type: 4)]))])
        )
        let error = #expect(throws: ImportError.self) {
            try Torch7Importer.graph(Tiny.file(cyclic), inputShape: Self.torchShape)
        }
        #expect(error?.description.contains("contains itself") == true)

        // Tables of one entry each, the next table under the key 1.
        var deep: [UInt8] = []
        for level: Int32 in 1...5000 {
            for number in [3, level, 1, 1] { deep += littleEndian(number) }
            deep += littleEndian(1.0.bitPattern)
        }
        #expect(throws: ImportError.self) {
            try Torch7Importer.graph(Tiny.file(deep), inputShape: Self.torchShape)
        }
        let nested = String(repeating: "a { ", count: 100_000)
        #expect(throws: ImportError.self) { try Prototxt(Tiny.file(Array(nested.utf8))) }
        // A storage that announces 2^60 elements.
        let huge =
            littleEndian(Int32(4)) + littleEndian(Int32(1)) + littleEndian(Int32(3)) + Array("V 1".utf8)
            + littleEndian(Int32(18)) + Array("torch.FloatStorage".utf8) + littleEndian(Int64(1) << 60)
        #expect(throws: ImportError.self) { try Torch7Reader(Tiny.file(huge)) }
    }

    @Test("messages say file, place, layer and remedy")
    func messages() throws {
        let weights = Protobuf.layer("conv", floats: [([2, 2, 3, 3], [Float](repeating: 0, count: 36))])
        let error = #expect(throws: ImportError.self) {
            try CaffeImporter.graph(
                prototxt: ModelFile(path: "deploy.prototxt", bytes: Array(Tiny.prototxt.utf8)),
                caffemodel: ModelFile(path: "a.caffemodel", bytes: weights)
            )
        }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("a.caffemodel: 'conv' at byte"))
        #expect(text.contains("holds 1 arrays of weights, the prototxt needs 2"))
        #expect(text.hasSuffix("get the file again"))
        let missing = #expect(throws: ImportError.self) { try ModelFile(contentsOf: "/nowhere/at/all") }
        #expect(missing?.description.contains("there is no such file") == true)
        // Names from a file can't act on the terminal.
        let rogue =
            "input: \"data\" input_shape { dim: 1 dim: 1 dim: 2 dim: 2 } layer { name: \"\u{1B}[2J\" type: \"X\" bottom: \"data\" top: \"y\" }"
        let shown = #expect(throws: ImportError.self) {
            try CaffeImporter.graph(
                prototxt: Tiny.file(Array(rogue.utf8)),
                caffemodel: Tiny.file(Tiny.caffemodel())
            )
        }
        #expect(shown?.description.unicodeScalars.contains("\u{1B}") == false)
    }
}
