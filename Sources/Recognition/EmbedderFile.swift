import Checksum
import FaceTypes
import Files
import Inference
import Text
import Vision

/// The small JSON file beside somebody's ONNX model that says what kind of embedder it is (docs/models.md).
struct EmbedderFile {
    private enum Template: Decodable {
        case named(String)
        case points([[Float]])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {
                self = .named(name)
            } else {
                self = .points(try container.decode([[Float]].self))
            }
        }
    }

    private enum Order: String, Decodable {
        case rgb
        case bgr
    }

    private enum Metric: String, Decodable {
        case euclidean
        case cosine
    }

    private struct Contents: Decodable {
        let side: Int
        let template: Template
        let order: Order?
        let scale: Float?
        let mean: [Float]?
        let deviation: [Float]?
        let metric: Metric?
        let threshold: Float
        let margin: Float?
        let output: String?
        let mirror: Bool?
    }

    private static let maximumBytes = 1 << 16

    private let path: String
    private let contents: Contents
    /// The SHA-256 of the file: embeddings depend on what it says.
    let digest: String

    /// Reads the description of a model: `model.json` beside `model.onnx`.
    init(for model: String) throws(RecognitionError) {
        path = (model.hasSuffix(".onnx") ? String(model.dropLast(5)) : model) + ".json"
        let bytes: [UInt8]
        do throws(FileError) { bytes = try RegularFile.read(path, limit: Self.maximumBytes) } catch {
            throw .invalidDescription(
                path: path,
                problem: "\(error.problem); an ONNX model needs it beside it"
            )
        }
        digest = Checksum.sha256.digest(of: bytes)
        do { contents = try JSON.decode(Contents.self, from: bytes) } catch {
            throw .invalidDescription(path: path, problem: Self.words(error))
        }
    }

    /// What is wrong with the JSON, in a few words.
    private static func words(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "has no \"\(key.stringValue)\""
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "is no JSON object"
                : "\"\(context.codingPath[0].stringValue)\" is not what it should be"
        default: "is no JSON object"
        }
    }

    /// What the embedder reads; `completed` says what it gives.
    var description: EmbedderDescription {
        get throws(RecognitionError) {
            guard (16...512).contains(contents.side) else { throw error("\"side\" is not 16 to 512") }
            // A cosine is a similarity: the squared distance of unit vectors is twice what it lacks to 1.
            let isCosine = contents.metric == .cosine
            let threshold = try checked(contents.threshold, in: isCosine ? -1...1 : 0...4, "threshold")
            return EmbedderDescription(
                format: .onnx,
                alignments: [try alignment],
                seesMirrored: contents.mirror ?? false,
                input: try input,
                dimensions: 0,
                threshold: isCosine ? 2 - 2 * threshold : threshold,
                margin: try checked(contents.margin ?? 0.1, in: 0...4, "margin")
            )
        }
    }

    /// Says which of a graph's outputs is the embedding, and how many numbers it has.
    func completed(_ description: EmbedderDescription, by graph: Graph) throws(RecognitionError)
        -> EmbedderDescription
    {
        let names = graph.outputs.keys.sorted()
        guard let name = contents.output ?? (names.count == 1 ? names[0] : nil),
            let value = graph.outputs[name]
        else {
            let known = names.map { $0.printable(limit: 40) }.joined(separator: ", ")
            throw error("\"output\" must be one of the model's: \(known)")
        }
        var description = description
        (description.output, description.dimensions) = (name, graph.shape(of: value).count)
        guard (2...Embedding.capacity).contains(description.dimensions) else {
            throw error("the model gives \(description.dimensions) numbers, not 2 to \(Embedding.capacity)")
        }
        return description
    }

    private var alignment: AlignmentTemplate {
        get throws(RecognitionError) {
            switch contents.template {
            case .named("arcface"): return .arcFace(side: contents.side)
            case .named("openface"):
                guard contents.side == 96 else { throw error("OpenFace's template has a \"side\" of 96") }
                return .openFace
            case .points(let points):
                guard points.count == 5, points.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) })
                else {
                    fallthrough
                }
                return AlignmentTemplate(
                    side: contents.side,
                    landmarks: Landmarks(points: points.map { Point(x: $0[0], y: $0[1]) })
                )
            default:
                throw error(
                    "\"template\" is arcface, openface, or five points [x, y]: eyes, tip of the nose, corners of the mouth"
                )
            }
        }
    }

    /// `(byte * scale - mean) / deviation`, as one subtraction and one product.
    private var input: NetworkInput {
        get throws(RecognitionError) {
            let scale = try checked(contents.scale ?? 1 / 255, in: 1e-6...1e6, "scale")
            let mean = try triple(contents.mean ?? [0, 0, 0], in: -1e6...1e6, "mean")
            let deviation = try triple(contents.deviation ?? [1, 1, 1], in: 1e-6...1e6, "deviation")
            return NetworkInput(
                order: contents.order == .bgr ? (2, 1, 0) : (0, 1, 2),
                mean: (mean.0 / scale, mean.1 / scale, mean.2 / scale),
                scale: (scale / deviation.0, scale / deviation.1, scale / deviation.2)
            )
        }
    }

    private func triple(
        _ values: [Float],
        in range: ClosedRange<Float>,
        _ key: String
    ) throws(RecognitionError) -> (Float, Float, Float) {
        guard values.count == 3, values.allSatisfy(range.contains) else {
            throw error("\"\(key)\" must be three numbers of \(range.lowerBound) to \(range.upperBound)")
        }
        return (values[0], values[1], values[2])
    }

    private func checked(
        _ value: Float,
        in range: ClosedRange<Float>,
        _ key: String
    ) throws(RecognitionError) -> Float {
        guard range.contains(value) else {
            throw error("\"\(key)\" is \(value), not \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    private func error(_ problem: String) -> RecognitionError {
        .invalidDescription(path: path, problem: problem)
    }
}
