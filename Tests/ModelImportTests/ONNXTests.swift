import FoundationEssentials
import Inference
import Kernels
import TestSupport
import Testing

@testable import ModelImport

/// A model with an input and what comes out, as Tests/Golden/make_onnx.py writes it.
struct ONNXCase: Decodable, CustomTestStringConvertible {
    struct Tensor: Decodable {
        let name: String?
        let shape: [Int]
        let values: Data

        var floats: [Float] {
            stride(from: 0, to: values.count - 3, by: 4).map { at in
                Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(values[at + $1]) << UInt32(8 * $1) })
            }
        }
    }

    let name: String
    let model: Data
    let input: Tensor?
    let outputs: [Tensor]

    var testDescription: String { name }
    var file: ModelFile { ModelFile(path: "models/\(name).onnx", bytes: [UInt8](model)) }

    /// All cases of a file.
    static func all(_ file: String) -> [ONNXCase] {
        guard let text = try? String(contentsOfFile: "\(Checkout.golden)/onnx/\(file)", encoding: .utf8)
        else {
            preconditionFailure("\(file) is not there")
        }
        return text.split(separator: "\n").map { line in
            guard let read = try? JSONDecoder().decode(ONNXCase.self, from: Data(line.utf8)) else {
                preconditionFailure("a line of \(file) is no case")
            }
            return read
        }
    }

    /// Runs the model; the outputs in their order.
    func run(_ graph: Graph) throws -> [[Float]] {
        let names = outputs.compactMap(\.name)
        let network = try Network(graph, outputs: names, PlanOptions(workers: Workers(count: 1)))
        let values = input?.floats ?? []
        let shape = graph.inputShape
        return network.run { span in
            for index in 0..<min(span.count, values.count) {
                // Networks read pictures pixel by pixel.
                let from =
                    shape.isPicture ? index % shape.channels * shape.plane + index / shape.channels : index
                span[index] = values[from]
            }
        } reading: { result in
            names.map { result.values(of: $0) }
        }
    }

    /// The largest difference of what came out and what should, as a share of the tolerance that ONNX's own runner
    /// has: 1e-7 and a thousandth of the number.
    func error(of found: [[Float]], relative: Float = 1e-3, absolute: Float = 1e-7) -> Float {
        zip(found, outputs).reduce(found.count == outputs.count ? 0 : .infinity) { worst, pair in
            let expected = pair.1.floats
            guard pair.0.count == expected.count else { return .infinity }
            return zip(pair.0, expected).reduce(worst) { worst, numbers in
                let (x, y) = numbers
                let error = x == y || (x.isNaN && y.isNaN) ? 0 : abs(x - y) / (absolute + relative * abs(y))
                return error.isNaN ? .infinity : max(worst, error)
            }
        }
    }
}

@Suite("ONNX models compute what ONNX and ONNX Runtime say")
struct ONNXTests {
    /// The official tests that are refused, with words of the reason.
    private static let refused: [String: String] = {
        let path = "\(Checkout.golden)/onnx/refused.txt"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), parts[1].drop { $0 == " " }.description)
            }
        )
    }()

    @Test("the official backend tests pass, or are refused with a reason")
    func official() throws {
        let cases = ONNXCase.all("nodes.jsonl")
        #expect(Set(Self.refused.keys).isSubset(of: cases.map(\.name)))
        for test in cases {
            do throws(ImportError) {
                let graph = try ONNXImporter.graph(test.file)
                #expect(Self.refused[test.name] == nil, "\(test.name) is listed as refused")
                let found = try? test.run(graph)
                #expect(test.error(of: found ?? []) <= 1, "\(test.name)")
            } catch {
                let reason = Self.refused[test.name]
                #expect(reason.map { "\(error)".contains($0) } ?? false, "\(test.name): \(error)")
            }
        }
    }

    @Test("operators on random shapes equal ONNX Runtime", arguments: ["operators.jsonl", "networks.jsonl"])
    func operators(file: String) throws {
        for test in ONNXCase.all(file) {
            let found = try test.run(ONNXImporter.graph(test.file))
            #expect(test.error(of: found, relative: 1e-4, absolute: 2e-5) <= 1, "\(test.name)")
        }
    }
}
