public import FaceTypes
public import Inference
import Synchronization

/// Turns upright faces into embeddings.
public final class FaceEmbedder: Sendable {
    /// What it reads and gives.
    public let description: EmbedderDescription
    /// What it computes with.
    public let network: Network
    private let mirrored: Mutex<AlignedFace>

    /// Plans the network.
    ///
    /// - Parameters:
    ///   - graph: reads and gives what the description says.
    ///   - description: the embedder.
    ///   - options: how it is computed.
    /// - Throws: `InferenceError` for a graph that is no such embedder.
    public init(
        _ graph: Graph,
        _ description: EmbedderDescription,
        _ options: PlanOptions
    ) throws(InferenceError) {
        guard graph.inputShape == description.inputShape else {
            throw .badShape(
                node: "embedder",
                input: [graph.inputShape],
                problem: "it must read \(description.inputShape)"
            )
        }
        guard let output = graph.outputs[description.output] else {
            throw .unknownOutput(description.output)
        }
        guard graph.shape(of: output).count == description.dimensions else {
            throw .badShape(
                node: "embedder",
                input: [graph.shape(of: output)],
                problem: "an embedding has \(description.dimensions) numbers"
            )
        }
        self.description = description
        mirrored = Mutex(AlignedFace(side: description.side))
        network = try Network(description.input.folded(into: graph), outputs: [description.output], options)
    }

    /// Embeds a face, as a vector of length 1; nil where the network's result has no length, or no finite one.
    ///
    /// Allocates nothing.
    public func embed(_ face: borrowing AlignedFace) -> Embedding? {
        let upright = result(face)
        guard description.seesMirrored, let upright else { return upright }
        let other = mirrored.withLock { mirrored in
            mirrored.mirror(copy face)
            return result(mirrored)
        }
        return other.flatMap(upright.middle)
    }

    private func result(_ face: borrowing AlignedFace) -> Embedding? {
        network.run { input in
            description.input.plain.fill(&input, from: face.pixels)
        } reading: { outputs in
            outputs.withValues(of: description.output) { values in
                var square: Float = 0
                for i in values.indices { square += values[i] * values[i] }
                guard square > 0, square.isFinite else { return nil }
                return Embedding(values, scaledBy: 1 / square.squareRoot())
            }
        }
    }
}

extension EmbedderDescription {
    /// The side of the faces that it reads, in pixels.
    public var side: Int { alignments[0].side }
    /// What its network reads: `[1, 3, side, side]`.
    public var inputShape: Shape { Shape(1, 3, side, side) }
}
