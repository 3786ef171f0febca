import ArgumentParser
import Gallery
import Recognition

/// The models that the settings name, loaded and connected.
struct Runtime: Sendable {
    let settings: Settings
    let analyzer: FaceAnalyzer
    /// The embedder's SHA-256, for the event log.
    let embedderDigest: String
    // Not the models themselves: planned, their weights are copied, and the files' need not stay in memory.
    private let fingerprint: String
    private let policy: MatchPolicy

    /// Loads everything; prints what is wrong and ends with `ExitCode.configuration` where something is.
    init(_ settings: Settings) throws {
        self.settings = settings
        do throws(RecognitionError) {
            let models = try ModelSet(settings)
            analyzer = try models.analyzer(settings.engine, settings)
            (fingerprint, embedderDigest) = (models.fingerprint, models.embedder.digest)
            policy = models.policy(settings)
        } catch {
            Console.warn(error.advised)
            throw ExitCode.configuration
        }
    }

    /// The user's gallery, not read yet.
    ///
    /// - Parameter demoFolder: where the demo is shown, whose people are then enrolled, too.
    /// - Returns: the gallery.
    func unreadStore(demoFolder: String? = nil) -> GalleryStore {
        let extra = demoFolder.map { DemoPeople.gallery(in: $0, analyzer) }
        return GalleryStore(
            folder: GalleryFolder(path: settings.gallery),
            models: fingerprint,
            analyzer: analyzer,
            policy: policy,
            extra: extra ?? Gallery(people: [])
        )
    }

    /// The same, read; says on the way how far it is, and then what is wrong in it.
    ///
    /// - Parameters:
    ///   - demoFolder: where the demo is shown.
    ///   - tellsProblems: false for who tells of them itself.
    /// - Returns: the gallery.
    /// - Throws: `ExitCode.configuration` where the gallery can't be read, which is then said.
    func store(demoFolder: String? = nil, tellsProblems: Bool = true) throws -> GalleryStore {
        let line = ProgressLine("reading the gallery", of: "photo")
        let store = unreadStore(demoFolder: demoFolder)
        do throws(GalleryError) {
            defer { line.end() }
            try store.load { line.show($0, of: $1) }
        } catch {
            Self.complain(of: error)
            throw ExitCode.configuration
        }
        let problems = tellsProblems ? store.problems : []
        if problems.count == 1 { Console.warn(problems[0].advised) }
        if problems.count > 1 {
            Console.warn(
                "\(problems.count) things in the gallery are not used: `facetop gallery check` lists them"
            )
        }
        return store
    }

    /// Says why the gallery can't be read.
    static func complain(of error: GalleryError) {
        Console.warn("the gallery can't be read: \(error.advised)")
    }
}
