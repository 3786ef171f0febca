import Checksum
public import FaceTypes
import Files
import Text

extension GalleryFolder {
    /// How photos are told from other files, and embedded.
    public struct PhotoReader: Sendable {
        /// Whether a file may be a photo.
        public let isPhoto: @Sendable (_ path: String) -> Bool
        /// Turns a photo's bytes into an embedding, or says why not; is called on several threads.
        public let embed: @Sendable (_ bytes: [UInt8], _ path: String) -> Result<Embedding, PhotoRefusal>

        /// How many numbers an embedding has.
        public let dimensions: Int

        /// Makes a reader.
        public init(
            dimensions: Int,
            isPhoto: @escaping @Sendable (_ path: String) -> Bool,
            embed: @escaping @Sendable (_ bytes: [UInt8], _ path: String) -> Result<Embedding, PhotoRefusal>
        ) {
            (self.dimensions, self.isPhoto, self.embed) = (dimensions, isPhoto, embed)
        }
    }

    /// What a gallery's folder holds.
    public struct Contents: Sendable {
        /// Who is enrolled.
        public var gallery = Gallery(people: [])
        /// The photos of each person, in the order of their names.
        public var photos: [PersonName: [String]] = [:]
        /// What was passed over, and why.
        public var problems: [GalleryProblem] = []

        /// Nothing at all.
        public init() {}
    }

    static let maximumPhotoBytes = 200_000_000
    /// How often the cache is written while photos are embedded, in seconds: so much work an interruption
    /// loses.
    public static let interval = 2.0

    /// Reads the folder; photos whose embedding is not cached are embedded, several at a time.
    ///
    /// - Parameters:
    ///   - fingerprint: names the models and the pipeline's version that embeddings depend on.
    ///   - reader: knows photos.
    ///   - threshold: the largest squared distance of a known person, by which photos are looked for that lie in the wrong
    ///     folder; nil to use them all.
    ///   - interval: how often the cache is written meanwhile, in seconds.
    ///   - progress: is told how many of the photos that must be embedded are, from several threads.
    /// - Returns: who is enrolled, and what was passed over.
    /// - Throws: `GalleryError.file` where the folder can't be read.
    public func load(
        fingerprint: String,
        reader: PhotoReader,
        threshold: Float? = nil,
        writingEvery interval: Double = Self.interval,
        progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(GalleryError) -> Contents {
        let scan: GalleryScan
        do throws(FileError) { scan = try GalleryScan(of: path, isPhoto: reader.isPhoto) } catch {
            throw .file(error)
        }
        var contents = Contents()
        contents.problems = scan.problems
        guard Folder.kind(of: path) == .folder else { return contents }
        removeLeftovers()
        // Before the photos, which may take minutes: without the list none would be judged as the user wants it.
        let kept = try KeptPhotos(folder: path)
        let old = TemplateCache(folder: path, fingerprint: fingerprint, dimensions: reader.dimensions)
        let reading = PhotoReading(scan.photos, folder: path, old, TemplateCache(fingerprint: fingerprint))
        reading.readAll(reader, writingEvery: interval, progress)
        var cache = reading.cache
        fill(&contents, reading.results, kept, threshold, old.audit, &cache.audit)
        if !scan.people.isEmpty { contents.problems += permissionProblems() }
        do throws(FileError) {
            try write(cache, insteadOf: old, Set(reading.results.map(\.digest)))
        } catch {
            contents.problems.append(GalleryProblem("the cache is not written: \(error)"))
        }
        return contents
    }

    /// Sorts what became of the photos by person, without those that lie in the wrong folder.
    private func fill(
        _ contents: inout Contents,
        _ results: [PhotoReading.Outcome],
        _ kept: KeptPhotos,
        _ threshold: Float?,
        _ known: TemplateCache.Audit?,
        _ audit: inout TemplateCache.Audit?
    ) {
        var photos: [GalleryAudit.Photo] = []
        var paths: [String] = []
        var negatives: [PersonName: [Embedding]] = [:]
        var ignored: [IgnoredFace] = []
        for outcome in results {
            if case .person(let name) = outcome.photo.subject {
                contents.photos[name, default: []].append(outcome.photo.file)
            }
            switch (outcome.result, outcome.photo.subject) {
            case (.success(let embedding), .person(let name)):
                photos.append(
                    GalleryAudit.Photo(
                        person: name,
                        path: outcome.photo.path.printable,
                        embedding: embedding,
                        isKept: kept.photos.contains(outcome.digest),
                        changed: outcome.modified
                    )
                )
                paths.append(outcome.photo.path)
            case (.success(let embedding), .not(let name)): negatives[name, default: []].append(embedding)
            case (.success(let embedding), .ignored(let until)):
                ignored.append(IgnoredFace(embedding: embedding, until: until))
            case (.success, .unknown): continue
            case (.failure(let refusal), _):
                contents.problems.append(GalleryProblem("\(outcome.photo.path.printable): \(refusal)"))
            }
        }
        if let threshold {
            audit = Self.audit(photos, results.filter(\.photo.isTemplate), threshold, known)
        }
        let findings = audit?.findings ?? .init()
        // The cache may have come from somebody else.
        contents.problems += findings.problems.map { GalleryProblem($0.description, remedy: $0.remedy) }
        var used: [PersonName: [Int]] = [:]
        for (index, photo) in photos.enumerated() where !findings.unused.contains(index) {
            used[photo.person, default: []].append(index)
        }
        let people = used.map { name, indices in
            Person(
                name: name,
                templates: indices.map { photos[$0].embedding },
                photos: indices.map { paths[$0] },
                negatives: negatives[name, default: []]
            )
        }
        contents.gallery = Gallery(people: people, ignored: ignored)
    }

    /// Compares all photos with each other, unless that was done with the very same.
    private static func audit(
        _ photos: [GalleryAudit.Photo],
        _ results: [PhotoReading.Outcome],
        _ threshold: Float,
        _ known: TemplateCache.Audit?
    ) -> TemplateCache.Audit {
        let digests = results.map { "\($0.photo.path) \($0.digest)" }
        let marks = photos.map { $0.isKept ? "1" : "0" }.joined()
        let text = (digests + [marks, "\(threshold)"]).joined(separator: "\n")
        let key = Checksum.sha256.digest(of: [UInt8](text.utf8))
        if let known, known.key == key, known.findings.unused.allSatisfy(photos.indices.contains) {
            return known
        }
        return TemplateCache.Audit(
            key: key,
            findings: GalleryAudit(threshold: threshold).findings(in: photos)
        )
    }

    private func write(
        _ new: TemplateCache,
        insteadOf old: TemplateCache,
        _ digests: Set<String>
    ) throws(FileError) {
        if new.isEmpty {
            // Whatever cache there is, outdated or not, it is of faces that are gone.
            TemplateCache.remove(folder: path)
        } else if new != old {
            try new.write(folder: path)
            // Of photos that are gone nothing stays, whichever embedder saw them.
            if old.isEmpty || !old.digests.isSubset(of: digests) {
                new.removeOutdated(folder: path, digests: digests)
            }
        }
    }
}
