public import Inference
import Kernels
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
    /// What places dlib's points.
    public static var locator: Result<EyeCornerLocator, any Error> { models.map(\.locator) }

    /// What places the landmarks, on one thread.
    public static let landmarks = Result {
        try LandmarkNetwork(models.get().landmarks.graph, PlanOptions(workers: Workers(count: 1)))
    }

    /// The detector's network with OpenCV's single-precision weights.
    public static let singlePrecisionDetector = Result {
        var settings = Shipped.settings
        settings.detectorWeights = Checkout.singlePrecisionWeights
        return try ModelSet(settings).detector.graph
    }

    /// Detector, aligner and embedder, connected.
    public static let analyzer = Result { try models.get().analyzer(settings.engine, settings) }
}
