public import Inference
import Kernels
import FaceTypes
public import Vision

/// All that a user can choose about recognition, whoever fills it in: flags, the environment, or a program.
public struct Settings: Sendable {
    /// The folder of the shipped models.
    public var models: String
    /// Where fetched models go.
    public var fetchedModels: String
    /// Where what can be measured again is kept; nil for nowhere.
    public var cache: String?
    /// Where people are enrolled.
    public var gallery: String

    /// The embedder: a name in the catalog, or a file.
    public var embedder = ModelCatalog.standardEmbedder
    /// Other detector weights than the shipped ones: a .caffemodel.
    public var detectorWeights: String?
    /// On how many threads a network runs.
    public var threads: Int = Workers.available
    /// With which numbers.
    public var precision = Precision.auto

    /// By which way convolutions are computed.
    public var algorithm = ConvolutionMethod.standard

    /// The least confidence of a face that is shown, in `0...1`; what is enrolled does not depend on it.
    public var confidence = Detection.defaultConfidence
    /// How hard small faces are looked for.
    public var smallFaces = SmallFaceSearch.Effort.auto
    /// Which faces are good enough to be recognized.
    public var gate = QualityGate()
    /// At most one of so many strangers may be named; the cut follows from it and from the gallery's size.
    public var strangers = 1000
    /// The largest distance of a known person; nil for the one that follows from `strangers`.
    public var threshold: Float?
    /// How much farther the second person must be; nil for the embedder's own.
    public var margin: Float?

    /// Makes settings with all defaults.
    ///
    /// - Parameters:
    ///   - models: the folder of the models.
    ///   - gallery: where people are enrolled.
    public init(models: String, gallery: String) {
        self.models = models
        self.gallery = gallery
        fetchedModels = models
    }

    /// How networks are computed, but for what is each one's own; a crew of threads of its own goes with it.
    public var engine: PlanOptions {
        let workers = Workers(count: threads)
        var options = PlanOptions(
            workers: workers,
            precision: precision,
            tuning: TuningFile.read(cache, workers)
        )
        options.method = algorithm
        return options
    }
}
