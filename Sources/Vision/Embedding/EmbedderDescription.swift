/// All that tells one embedder from another: what it reads, what it gives, and when two faces are the same person.
public struct EmbedderDescription: Sendable {
    /// How its file is written.
    public enum FileFormat: Sendable {
        /// Lua Torch's serialized modules.
        case torch7
        /// ONNX.
        case onnx
    }

    /// How embeddings are compared.
    public enum Metric: Sendable {
        /// The squared Euclidean distance of unit vectors, in `0...4`: twice the cosine distance.
        case squaredEuclidean
    }

    /// The format of its file.
    public var format: FileFormat
    /// The faces that it reads, all of the same size.
    ///
    /// The embedding is the middle of what it gives for each; the first one is what the quality gate judges.
    public var alignments: [AlignmentTemplate]
    /// Whether each is read as its mirror image, too.
    public var seesMirrored: Bool
    /// How it wants the pixels.
    public var input: NetworkInput
    /// The name of the graph's output that is the embedding.
    public var output: String
    /// How many numbers an embedding has, at most `Embedding.capacity`.
    public var dimensions: Int
    /// How two of them are compared.
    public var metric: Metric
    /// The largest distance of a known person; how it was found stands in docs/models.md.
    public var threshold: Float
    /// How much farther the second person must be than the nearest.
    public var margin: Float
    /// How near strangers come, from which the cut follows for a gallery's size; nil where nobody measured it.
    public var strangers: StrangerModel?

    /// Makes a description.
    public init(
        format: FileFormat,
        alignments: [AlignmentTemplate],
        seesMirrored: Bool,
        input: NetworkInput,
        output: String = "embedding",
        dimensions: Int,
        threshold: Float,
        margin: Float,
        strangers: StrangerModel? = nil
    ) {
        precondition(!alignments.isEmpty && alignments.allSatisfy { $0.side == alignments[0].side })
        (self.format, self.alignments, self.seesMirrored) = (format, alignments, seesMirrored)
        (self.input, self.output) = (input, output)
        (self.dimensions, self.threshold, self.margin) = (dimensions, threshold, margin)
        self.strangers = strangers
        metric = .squaredEuclidean
    }

    /// OpenFace's nn4.small2, with the threshold that goes with some weights.
    public static func openFace(
        threshold: Float,
        margin: Float,
        strangers: StrangerModel? = nil
    ) -> EmbedderDescription {
        EmbedderDescription(
            format: .torch7,
            alignments: [.openFace, .openFaceLandmarks],
            seesMirrored: true,
            input: .openFace,
            dimensions: 128,
            threshold: threshold,
            margin: margin,
            strangers: strangers
        )
    }

    /// The shipped MobileFaceNet.
    public static func mobileFace(
        threshold: Float,
        margin: Float,
        strangers: StrangerModel? = nil
    ) -> EmbedderDescription {
        EmbedderDescription(
            format: .onnx,
            alignments: [.arcFace()],
            seesMirrored: true,
            input: .imageNet,
            dimensions: 128,
            threshold: threshold,
            margin: margin,
            strangers: strangers
        )
    }
}
