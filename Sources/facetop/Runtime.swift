import ArgumentParser
import Capture
import Checksum
import FaceTypes
import Gallery
import Inference
import Kernels
import ModelImport
import Pipeline
import Vision

/// The models, loaded and connected; and what a face is compared with.
struct Runtime {
    let places: Places
    let analyzer: FaceAnalyzer
    let matcher: Matcher
    /// What embeddings depend on: the SHA-256 of each model.
    let fingerprint: String
    /// The embedder's SHA-256, for the event log.
    let embedderDigest: String
    private let galleryPath: String

    /// Loads everything; prints what is wrong and ends with `ExitCode.configuration` where something is.
    init(_ models: ModelOptions, _ gallery: GalleryOptions, _ match: MatchOptions) throws {
        places = .current()
        galleryPath = gallery.gallery ?? places.gallery
        do {
            let engine = models.engine(places)
            let loaded = try ModelSet(
                embedder: models.embedder,
                detectorWeights: models.detectorWeights,
                places
            )
            analyzer = FaceAnalyzer(
                detector: try FaceDetector(loaded.detector, loaded.detectorOptions(engine)),
                aligner: FaceAligner(locator: loaded.locator),
                embedder: try FaceEmbedder(loaded.embedder, loaded.embedderOptions(engine)),
                confidence: match.confidence,
                looksForSmallFaces: match.smallFaces != .off
            )
            matcher = Matcher(
                threshold: match.threshold ?? loaded.threshold,
                margin: match.margin ?? loaded.margin
            )
            fingerprint = loaded.digests.joined(separator: " ")
            embedderDigest = loaded.digests[loaded.digests.count - 1]
        } catch {
            Console.warn("\(error)")
            throw ExitCode.configuration
        }
    }

    /// The user's gallery, with the demo's people where the demo is shown; not read yet.
    func unreadStore(for source: SourceName? = nil) -> GalleryStore {
        GalleryStore(
            folder: folder,
            models: fingerprint,
            analyzer: analyzer,
            matcher: matcher,
            extra: source == .demo ? demoPeople() : Gallery(people: [])
        )
    }

    /// The same, read; says on the way how far it is, and then what is wrong in it.
    ///
    /// - Parameters:
    ///   - source: what is looked at.
    ///   - tellsProblems: false for who tells of them itself.
    /// - Returns: the gallery.
    /// - Throws: `ExitCode.configuration` where the gallery can't be read, which is then said.
    func store(for source: SourceName? = nil, tellsProblems: Bool = true) throws -> GalleryStore {
        let line = ProgressLine("reading the gallery", of: "photo")
        let store = unreadStore(for: source)
        do throws(GalleryError) {
            defer { line.end() }
            try store.load { line.show($0, of: $1) }
        } catch {
            Self.complain(of: error)
            throw ExitCode.configuration
        }
        let problems = tellsProblems ? store.problems : []
        if problems.count == 1 { Console.warn(problems[0]) }
        if problems.count > 1 {
            Console.warn(
                "\(problems.count) things in the gallery are not used: `facetop gallery check` lists them"
            )
        }
        return store
    }

    /// Says why the gallery can't be read.
    static func complain(of error: GalleryError) { Console.warn("the gallery can't be read: \(error)") }

    /// The folder of the gallery.
    var folder: GalleryFolder { GalleryFolder(path: galleryPath) }

    private func demoPeople() -> Gallery {
        let contents = DemoPeople.photos.mapValues { files in
            files.compactMap { file -> Embedding? in
                let path = "\(places.demo)/\(file)"
                guard let bytes = try? Picture.contents(of: path) else { return nil }
                return try? analyzer.embedPhoto(bytes, path: path).get()
            }
        }
        return Gallery(people: contents.map { Person(name: $0.key, templates: $0.value) })
    }
}

/// Who is enrolled while the demo is shown.
///
/// The third of its people is not: she is the stranger.
enum DemoPeople {
    static let photos: [PersonName: [String]] = {
        let named = [("Barack Obama", ["obama.jpg", "obama2.jpg"]), ("Joe Biden", ["biden.jpg"])]
        return named.reduce(into: [:]) { people, person in
            if let name = try? PersonName(person.0) { people[name] = person.1 }
        }
    }()
}

/// The three model files that the options name, read.
struct ModelSet {
    let detector: Graph
    let locator: LandmarkLocator
    let embedder: Graph
    let threshold: Float
    let margin: Float
    /// SHA-256 of prototxt, caffemodel, landmarks and embedder, in that order.
    let digests: [String]
    /// Where the two networks' weights are.
    let weights: (detector: String, embedder: String)
    private let calibrations: (detector: Calibration?, embedder: Calibration?)

    /// How the detector is computed.
    func detectorOptions(_ engine: PlanOptions) -> PlanOptions { engine.with(calibrations.detector) }

    /// How the embedder is computed.
    func embedderOptions(_ engine: PlanOptions) -> PlanOptions { engine.with(calibrations.embedder) }

    /// Reads the files.
    ///
    /// - Parameters:
    ///   - name: the embedder, as `--embedder` takes it.
    ///   - detectorWeights: other weights than the shipped ones.
    ///   - usesCalibrations: false to make them anew, whatever is there.
    ///   - places: where the files are.
    /// - Throws: what is wrong with a file, in its own words.
    init(
        embedder name: String,
        detectorWeights: String? = nil,
        usesCalibrations: Bool = true,
        _ places: Places
    ) throws {
        let catalog = ModelCatalog(places: places)
        let files = try ModelCatalog.entries.prefix(3).map { try ModelFile(contentsOf: catalog.path(of: $0)) }
        let weights = try detectorWeights.map { try ModelFile(contentsOf: $0) } ?? files[1]
        detector = try CaffeImporter.graph(prototxt: files[0], caffemodel: weights)
        guard let locator = LandmarkLocator(try DlibImporter.regressionTrees(files[2])) else {
            throw ImportError(file: files[2].path, problem: "does not place five points")
        }
        self.locator = locator
        let entry = ModelCatalog.embedder(named: name)
        let path = entry.map { catalog.path(of: $0) } ?? name
        if let entry, entry.url != nil, catalog.state(of: entry) == .missing {
            throw ModelNotFetched(entry: entry)
        }
        let embedderFile = try ModelFile(contentsOf: path)
        embedder = try Torch7Importer.graph(embedderFile, inputShape: FaceEmbedder.inputShape)
        threshold = entry?.threshold ?? ModelCatalog.cautious.threshold
        margin = entry?.margin ?? ModelCatalog.cautious.margin
        digests = [files[0], weights, files[2], embedderFile].map { Checksum.sha256.digest(of: $0.bytes) }
        self.weights = (weights.path, path)
        calibrations =
            usesCalibrations
            ? (
                try CalibrationFile.read(for: weights.path, digest: digests[1]),
                try CalibrationFile.read(for: path, digest: digests[3])
            ) : (nil, nil)
    }
}

extension PlanOptions {
    /// The same with a network's own calibration.
    fileprivate func with(_ calibration: Calibration?) -> PlanOptions {
        var options = self
        options.calibration = calibration
        return options
    }
}
