public import FaceTypes
public import Inference

/// Turns upright faces into embeddings with OpenFace's nn4.small2.
public final class FaceEmbedder: Sendable {
    private let network: Network

    /// The shape that OpenFace's networks read.
    public static let inputShape = Shape(1, 3, AlignedFace.side, AlignedFace.side)

    /// Plans the network.
    ///
    /// - Parameters:
    ///   - graph: reads `[1, 3, 96, 96]`, and has an output `embedding` of 128 numbers.
    ///   - options: how it is computed.
    /// - Throws: `InferenceError` for a graph that is no such embedder.
    public init(_ graph: Graph, _ options: PlanOptions) throws(InferenceError) {
        guard graph.inputShape == Self.inputShape else {
            throw .badShape(
                node: "embedder",
                input: [graph.inputShape],
                problem: "it must read \(Self.inputShape)"
            )
        }
        guard let output = graph.outputs["embedding"] else { throw .unknownOutput("embedding") }
        guard graph.shape(of: output).count == Embedding.dimensions else {
            throw .badShape(
                node: "embedder",
                input: [graph.shape(of: output)],
                problem: "an embedding has \(Embedding.dimensions) numbers"
            )
        }
        network = try Network(Self.readingBytes(graph), outputs: ["embedding"], options)
    }

    /// Embeds a face; nil where the network's weights are such that the result is not finite.
    ///
    /// Allocates nothing.
    public func embed(_ face: borrowing AlignedFace) -> Embedding? {
        network.run { input in
            NetworkInput.openFace.plain.fill(&input, from: face.pixels)
        } reading: { outputs in
            outputs.withValues(of: "embedding") { values in
                for i in values.indices where !values[i].isFinite { return nil }
                return Embedding(values)
            }
        }
    }

    /// The network that reads what `networkInput` returns.
    public static func readingBytes(_ graph: Graph) throws(InferenceError) -> Graph {
        try NetworkInput.openFace.folded(into: graph)
    }

    /// Returns what the network reads of a face.
    public static func networkInput(of face: AlignedFace) -> [Float] {
        NetworkInput.openFace.plain.values(of: face.pixels)
    }

    /// Times each layer, on whatever face was embedded last.
    public func timedRuns(_ count: Int) -> [Network.LayerTiming] { network.timedRuns(count) }

    /// Bytes of memory that the network's values take.
    public var arenaBytes: Int { network.arenaBytes }
}
