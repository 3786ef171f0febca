public import Inference
public import Recognition
public import Vision

/// The shipped models, read once.
public enum Shipped {
    /// How the tests recognize: on two threads, in single precision.
    public static let settings = {
        var settings = Settings(models: Checkout.models, gallery: "/nowhere")
        settings.threads = 2
        settings.precision = .fp32
        return settings
    }()

    private static let models = Result { try ModelSet(settings) }

    /// The detector's network.
    public static var detector: Result<Graph, any Error> { models.map(\.detector.graph) }
    /// The embedder's network.
    public static var embedder: Result<Graph, any Error> { models.map(\.embedder.graph) }
    /// The landmarks' trees.
    public static var locator: Result<LandmarkLocator, any Error> { models.map(\.locator) }

    /// The detector's network with OpenCV's single-precision weights.
    public static let singlePrecisionDetector = Result {
        var settings = Shipped.settings
        settings.detectorWeights = Checkout.singlePrecisionWeights
        return try ModelSet(settings).detector.graph
    }

    /// Detector, aligner and embedder, connected.
    public static let analyzer = Result { try models.get().analyzer(settings.engine, settings) }
}
