import Checksum
import Dispatch
public import FaceTypes
import Files
import FoundationEssentials
import PrintableText
import Synchronization

extension GalleryFolder {
    /// How photos are told from other files, and embedded.
    public struct PhotoReader: Sendable {
        /// Whether a file may be a photo.
        public let isPhoto: @Sendable (_ path: String) -> Bool
        /// Turns a photo's bytes into an embedding, or says why not; is called on several threads.
        public let embed: @Sendable (_ bytes: [UInt8], _ path: String) -> Result<Embedding, PhotoRefusal>

        /// Makes a reader.
        public init(
            isPhoto: @escaping @Sendable (_ path: String) -> Bool,
            embed: @escaping @Sendable (_ bytes: [UInt8], _ path: String) -> Result<Embedding, PhotoRefusal>
        ) {
            self.isPhoto = isPhoto
            self.embed = embed
        }
    }

    /// What a gallery's folder holds.
    public struct Contents: Sendable {
        /// Who is enrolled.
        public var gallery = Gallery(people: [])
        /// The photos of each person, in the order of their names.
        public var photos: [PersonName: [String]] = [:]
        /// What was passed over, and why: one line each.
        public var problems: [String] = []
    }

    static let maximumPhotoBytes = 200_000_000
    /// How often the cache is written while photos are embedded, in seconds: so much work an interruption loses.
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
        let old = TemplateCache(folder: path, fingerprint: fingerprint)
        let reading = Reading(scan.photos, folder: path, old, TemplateCache(fingerprint: fingerprint))
        reading.readAll(reader, writingEvery: interval, progress)
        let kept: KeptPhotos
        do throws(GalleryError) { kept = try KeptPhotos(folder: path) } catch {
            // Without the list no photo would be judged as the user wants it.
            throw error
        }
        fill(&contents, reading.results, kept, threshold)
        if !scan.people.isEmpty { contents.problems += permissionProblems() }
        do {
            try write(reading.cache, insteadOf: old)
        } catch {
            contents.problems.append("the cache is not written: \(error)")
        }
        return contents
    }

    /// Sorts what became of the photos by person, without those that lie in the wrong folder.
    private func fill(
        _ contents: inout Contents,
        _ results: [Reading.Outcome],
        _ kept: KeptPhotos,
        _ threshold: Float?
    ) {
        var photos: [GalleryAudit.Photo] = []
        for outcome in results {
            contents.photos[outcome.photo.person, default: []].append(outcome.photo.file)
            switch outcome.result {
            case .success(let embedding):
                photos.append(
                    GalleryAudit.Photo(
                        person: outcome.photo.person,
                        path: outcome.photo.path.printable,
                        embedding: embedding,
                        isKept: kept.photos.contains(outcome.digest),
                        changed: outcome.modified
                    )
                )
            case .failure(let refusal):
                contents.problems.append("\(outcome.photo.path.printable): \(refusal)")
            }
        }
        let findings = threshold.map { GalleryAudit(threshold: $0).findings(in: photos) } ?? .init()
        contents.problems += findings.problems
        var templates: [PersonName: [Embedding]] = [:]
        for (index, photo) in photos.enumerated() where !findings.unused.contains(index) {
            templates[photo.person, default: []].append(photo.embedding)
        }
        contents.gallery = Gallery(people: templates.map { Person(name: $0.key, templates: $0.value) })
    }

    private func write(_ new: TemplateCache, insteadOf old: TemplateCache) throws {
        if new.isEmpty {
            // Whatever cache there is, outdated or not, it is of faces that are gone.
            TemplateCache.remove(folder: path)
        } else if new != old {
            try new.write(folder: path)
        }
    }
}

/// The photos of a gallery while they are read and embedded, on as many threads as there are processors.
private final class Reading: Sendable {
    /// What became of one photo.
    struct Outcome {
        let photo: GalleryScan.Photo
        let digest: String
        let modified: Double
        let result: Result<Embedding, PhotoRefusal>
    }

    private struct State {
        var outcomes: [Outcome?]
        var cache: TemplateCache
        var embedded = 0
        /// How many have to be, as far as is known.
        var wanted = 0
        var written = ContinuousClock.now
    }

    private let photos: [GalleryScan.Photo]
    private let folder: String
    private let old: TemplateCache
    private let state: Mutex<State>

    init(_ photos: [GalleryScan.Photo], folder: String, _ old: TemplateCache, _ new: TemplateCache) {
        self.photos = photos
        self.folder = folder
        self.old = old
        state = Mutex(State(outcomes: photos.map { _ in nil }, cache: new))
    }

    /// What became of the photos, in their order.
    var results: [Outcome] { state.withLock { $0.outcomes.compactMap(\.self) } }
    var cache: TemplateCache { state.withLock(\.cache) }

    func readAll(
        _ reader: GalleryFolder.PhotoReader,
        writingEvery interval: Double,
        _ progress: @Sendable (Int, Int) -> Void
    ) {
        let unknown = photos.indices.filter { !takeFromCache($0) }
        state.withLock { $0.wanted = unknown.count }
        // While one photo is decoded another one can be embedded; most of the work is the network's, which takes turns.
        DispatchQueue.concurrentPerform(iterations: unknown.count) { [self] index in
            read(unknown[index], reader)
            let (done, all, due) = state.withLock { state in
                state.embedded += 1
                let isDue = state.written.duration(to: .now) > .seconds(interval)
                if isDue { state.written = .now }
                return (state.embedded, state.wanted, isDue ? state.cache : nil)
            }
            progress(done, all)
            // One that can't be written is told of at the end.
            try? due?.write(folder: folder)
        }
    }

    /// Takes what is known of a file that was not changed; false where nothing is.
    private func takeFromCache(_ index: Int) -> Bool {
        let photo = photos[index]
        guard let stamp = FileStamp(of: photo.path), let digest = old.digest(of: photo.path, stamp),
            let result = old[digest]
        else { return false }
        note(index, digest, stamp, result)
        return true
    }

    private func read(_ index: Int, _ reader: GalleryFolder.PhotoReader) {
        let photo = photos[index]
        // Before it is read: a change meanwhile is then seen the next time.
        let stamp = FileStamp(of: photo.path)
        do throws(FileError) {
            let bytes = try RegularFile.read(photo.path, limit: GalleryFolder.maximumPhotoBytes)
            let digest = Checksum.sha256.digest(of: bytes)
            note(index, digest, stamp, old[digest] ?? reader.embed(bytes, photo.path))
        } catch {
            let outcome = Outcome(
                photo: photo,
                digest: "",
                modified: 0,
                result: .failure(PhotoRefusal(error.problem))
            )
            state.withLock { $0.outcomes[index] = outcome }
        }
    }

    private func note(
        _ index: Int,
        _ digest: String,
        _ stamp: FileStamp?,
        _ result: Result<Embedding, PhotoRefusal>
    ) {
        let photo = photos[index]
        let outcome = Outcome(photo: photo, digest: digest, modified: stamp?.modified ?? 0, result: result)
        state.withLock { state in
            state.outcomes[index] = outcome
            state.cache[digest] = result
            if let stamp { state.cache.note(photo.path, stamp, digest: digest) }
        }
    }
}
