import FaceTypes
import FoundationEssentials
import Inference
import Kernels
import ModelImport
import TestSupport
import Testing

@testable import Vision

/// The shipped ONNX models on crops of the demo's pictures, as ONNX Runtime computes them (Tests/Golden/make_onnx.py).
@Suite("the shipped ONNX models compute what ONNX Runtime does")
struct ONNXModelTests {
    struct Case: Decodable {
        struct Output: Decodable {
            let name: String
            let values: Data
        }

        let model: String
        let picture: String
        let photo: Data
        let outputs: [Output]
    }

    @Test("outputs on the same crop, on every instruction set", arguments: KernelSet.InstructionSet.available)
    func outputs(set: KernelSet.InstructionSet) throws {
        let text = try String(contentsOfFile: "\(Checkout.golden)/onnx/faces.jsonl", encoding: .utf8)
        let cases = try text.split(separator: "\n").map {
            try JSONDecoder().decode(Case.self, from: Data($0.utf8))
        }
        #expect(Set(cases.map(\.model)) == ["mobilefacenet.onnx", "onet.onnx"])
        for test in cases {
            let graph = try ONNXImporter.graph(ModelFile(contentsOf: "\(Checkout.models)/\(test.model)"))
            let input = test.model == "onet.onnx" ? LandmarkNetwork.input : NetworkInput.imageNet
            let names = test.outputs.map(\.name)
            let network = try Network(
                input.folded(into: graph),
                outputs: names,
                PlanOptions(workers: Workers(count: 2), kernels: KernelSet(set))
            )
            let found = network.run { span in
                input.plain.fill(&span, from: [UInt8](test.photo))
            } reading: { outputs in
                names.map { outputs.values(of: $0) }
            }
            for (values, expected) in zip(found, test.outputs) {
                let bytes = [UInt8](expected.values)
                let numbers = stride(from: 0, to: bytes.count, by: 4).map { at in
                    Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
                }
                #expect(
                    largestDifference(values, numbers) < 1e-4,
                    "\(test.model) \(test.picture) \(expected.name)"
                )
            }
        }
    }

    @Test("landmarks of the demo's people lie on their faces, wherever the detector's box begins")
    func landmarks() throws {
        let network = try Shipped.landmarks.get()
        for name in Golden.names where name != "astronaut" {
            let golden = try Golden.load(name)
            let frame = try golden.frame()
            for face in golden.faces {
                let (x, y) = (face.box[0], face.box[1])
                let box = Box(x: x, y: y, width: face.box[2] - x, height: face.box[3] - y)
                let (points, probability) = network.locate(box, in: frame)
                #expect(probability > 0.9)
                // dlib's corners of each eye stand on both sides of its middle.
                let right = Point(
                    x: (face.landmarks[0][0] + face.landmarks[1][0]) / 2,
                    y: (face.landmarks[0][1] + face.landmarks[1][1]) / 2
                )
                let left = Point(
                    x: (face.landmarks[2][0] + face.landmarks[3][0]) / 2,
                    y: (face.landmarks[2][1] + face.landmarks[3][1]) / 2
                )
                let apart = right.x - left.x
                for (found, expected) in [(points.leftEye, left), (points.rightEye, right)] {
                    #expect(
                        abs(found.x - expected.x) < 0.15 * apart && abs(found.y - expected.y) < 0.15 * apart
                    )
                }
                // The second look makes up for a box that is a little off.
                let shifted = Box(x: box.x + box.width * 0.08, y: box.y, width: box.width, height: box.height)
                let again = network.locate(shifted, in: frame).landmarks
                for (a, b) in zip(points.points, again.points) {
                    #expect(abs(a.x - b.x) < 0.12 * apart && abs(a.y - b.y) < 0.12 * apart)
                }
            }
        }
        // Boxes from anywhere give numbers.
        let frame = Frame(pixels: [UInt8](repeating: 9, count: 64 * 48 * 3), width: 64, height: 48)
        for box in [
            Box(x: -1e30, y: 0, width: 1e30, height: 5), Box(x: 3, y: 3, width: 0, height: 0),
            Box(x: 10, y: 10, width: -4, height: 1e9),
        ] {
            #expect(
                network.locate(box, in: frame).landmarks.points.allSatisfy { $0.x.isFinite && $0.y.isFinite }
            )
        }
    }
}
