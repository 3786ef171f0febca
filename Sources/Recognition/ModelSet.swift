import Checksum
import Files
public import Inference
public import ModelImport
public import Vision

/// The model files that the settings name, read.
public struct ModelSet: Sendable {
    /// A network, and what is known of it.
    public struct Model: Sendable {
        /// What it computes.
        public let graph: Graph
        /// The file of its weights.
        public let weights: String
        /// The SHA-256 of that file.
        public let digest: String
        /// What was measured about it, if anything.
        public let calibration: Calibration?

        /// How it is computed.
        public func options(_ engine: PlanOptions) -> PlanOptions {
            var options = engine
            options.calibration = calibration
            return options
        }

        init(_ graph: Graph, _ weights: ModelFile, isCalibrated: Bool) throws(RecognitionError) {
            self.graph = graph
            self.weights = weights.path
            digest = Checksum.sha256.digest(of: weights.bytes)
            calibration = isCalibrated ? try CalibrationFile.read(for: weights.path, digest: digest) : nil
        }
    }

    /// Finds faces.
    public let detector: Model
    /// Places their landmarks.
    public let landmarks: Model
    /// Places the points that OpenFace is aligned by.
    public let locator: EyeCornerLocator
    /// Embeds them.
    public let embedder: Model
    /// What the embedder reads and gives.
    public let description: EmbedderDescription
    /// What embeddings depend on: the SHA-256 of each file.
    public let fingerprint: String

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - settings: which files.
    ///   - usesCalibrations: false to make them anew, whatever is there.
    /// - Throws: `RecognitionError`.
    public init(_ settings: Settings, usesCalibrations: Bool = true) throws(RecognitionError) {
        let catalog = ModelCatalog(settings)
        let chosen = ModelCatalog.embedder(named: settings.embedder)
        if let chosen, catalog.isToBeFetched(chosen) { throw .notFetched(chosen) }
        // Whoever names a file writes a dot or a slash.
        if chosen == nil, !settings.embedder.contains(where: { "./".contains($0) }),
            Folder.kind(of: settings.embedder) == .nothing
        {
            throw .noSuchEmbedder(settings.embedder)
        }
        let own =
            chosen == nil && settings.embedder.hasSuffix(".onnx")
            ? try EmbedderFile(for: settings.embedder) : nil
        var description = try own?.description ?? chosen?.embedder ?? ModelCatalog.unknownEmbedder
        let topologyFile: ModelFile
        let weightsFile: ModelFile
        let landmarkFile: ModelFile
        let cornerFile: ModelFile
        let embedderFile: ModelFile
        let graphs: (detector: Graph, landmarks: Graph, embedder: Graph)
        do throws(ImportError) {
            topologyFile = try ModelFile(contentsOf: catalog.path(of: ModelCatalog.detectorTopology))
            weightsFile = try ModelFile(
                contentsOf: settings.detectorWeights ?? catalog.path(of: ModelCatalog.detectorWeights)
            )
            landmarkFile = try ModelFile(contentsOf: catalog.path(of: ModelCatalog.landmarks))
            cornerFile = try ModelFile(contentsOf: catalog.path(of: ModelCatalog.eyeCorners))
            embedderFile = try ModelFile(
                contentsOf: chosen.map { catalog.path(of: $0) } ?? settings.embedder
            )
            graphs.detector = try CaffeImporter.graph(prototxt: topologyFile, caffemodel: weightsFile)
            graphs.landmarks = try ONNXImporter.graph(landmarkFile)
            graphs.embedder = try description.graph(of: embedderFile)
            guard let locator = EyeCornerLocator(try DlibImporter.regressionTrees(cornerFile)) else {
                throw ImportError(file: cornerFile.path, problem: "does not place five points")
            }
            self.locator = locator
        } catch { throw .model(error) }
        detector = try Model(graphs.detector, weightsFile, isCalibrated: usesCalibrations)
        landmarks = try Model(graphs.landmarks, landmarkFile, isCalibrated: usesCalibrations)
        embedder = try Model(graphs.embedder, embedderFile, isCalibrated: usesCalibrations)
        if let own { description = try own.completed(description, by: graphs.embedder) }
        self.description = description
        let others = [topologyFile, cornerFile].map { Checksum.sha256.digest(of: $0.bytes) }
        let digests = [others[0], detector.digest, landmarks.digest, others[1], embedder.digest]
        fingerprint = (digests + [own?.digest].compactMap(\.self)).joined(separator: " ")
    }

    /// Says when a face is somebody known: as the settings have it, or else the embedder's description.
    public func policy(_ settings: Settings) -> MatchPolicy { MatchPolicy(description, settings) }

    /// Plans the networks, and connects them.
    ///
    /// - Parameters:
    ///   - engine: how they are computed.
    ///   - settings: what counts as a face.
    /// - Returns: the analyzer.
    /// - Throws: `RecognitionError.network`.
    public func analyzer(_ engine: PlanOptions, _ settings: Settings) throws(RecognitionError) -> FaceAnalyzer
    {
        do throws(InferenceError) {
            let embedder = try FaceEmbedder(self.embedder.graph, description, self.embedder.options(engine))
            return FaceAnalyzer(
                detector: try SSDDetector(detector.graph, detector.options(engine)),
                recognizer: Recognizer(
                    landmarks: try LandmarkNetwork(landmarks.graph, landmarks.options(engine)),
                    gate: settings.gate,
                    models: [.init(embedder, locator: locator)]
                ),
                confidence: settings.confidence,
                looksForSmallFaces: settings.smallFaces != .off,
                embedderName: settings.embedder
            )
        } catch { throw .network(error) }
    }
}

extension EmbedderDescription {
    /// Reads an embedder's file.
    public func graph(of file: ModelFile) throws(ImportError) -> Graph {
        switch format {
        case .torch7: try Torch7Importer.graph(file, inputShape: inputShape, output: output)
        case .onnx: try ONNXImporter.graph(file, inputShape: inputShape)
        }
    }
}
