public import Capture
public import FaceTypes
public import Gallery
import Synchronization

/// The gallery in use: the user's folder, and what is enrolled without one (the demo's people).
public final class GalleryStore: Sendable {
    private struct State {
        var gallery = Gallery(people: []) {
            didSet { names = gallery.people.map(\.name) }
        }
        /// Everybody in the gallery.
        private(set) var names: [PersonName] = []
        /// Goes with the gallery.
        var matcher: Matcher
        var contents = GalleryFolder.Contents()
        /// How far the first reading is; nil when it is over.
        var reading: (done: Int, all: Int)? = (0, 0)
    }

    private let folder: GalleryFolder
    let fingerprint: String
    private let analyzer: FaceAnalyzer
    private let extra: Gallery
    private let policy: MatchPolicy
    private let state: Mutex<State>

    /// Names the folder; `load` reads it.
    ///
    /// - Parameters:
    ///   - folder: where people are enrolled.
    ///   - fingerprint: names the models that embeddings depend on; the pipeline's version is added.
    ///   - analyzer: embeds photos.
    ///   - policy: says when a face is somebody known.
    ///   - extra: people who are enrolled for this run only.
    public init(
        folder: GalleryFolder,
        models fingerprint: String,
        analyzer: FaceAnalyzer,
        policy: MatchPolicy,
        extra: Gallery = Gallery(people: [])
    ) {
        self.folder = folder
        self.fingerprint = "pipeline \(FaceAnalyzer.pipelineVersion), \(fingerprint)"
        (self.analyzer, self.extra, self.policy) = (analyzer, extra, policy)
        state = Mutex(State(matcher: policy.standard))
    }

    /// The gallery that the settings name; `load` reads it.
    ///
    /// - Parameters:
    ///   - models: what embeddings depend on.
    ///   - settings: where the gallery is, and when a face is somebody known.
    ///   - analyzer: embeds photos.
    ///   - extra: people who are enrolled for this run only.
    public convenience init(
        _ models: ModelSet,
        _ settings: Settings,
        _ analyzer: FaceAnalyzer,
        extra: Gallery = Gallery(people: [])
    ) {
        self.init(
            folder: GalleryFolder(path: settings.gallery),
            models: models.fingerprint,
            analyzer: analyzer,
            policy: models.policy(settings),
            extra: extra
        )
    }

    /// Reads the folder, or reads it again, and brings the cache up to date.
    ///
    /// - Parameter progress: is told how many of the photos that must be embedded are, from several threads.
    /// - Throws: `GalleryError` where the folder can't be read; what was known is then still known.
    public func load(
        progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(GalleryError) {
        let contents = try folder.load(
            fingerprint: fingerprint,
            reader: analyzer.photoReader,
            threshold: policy.standard.threshold
        ) { done, all in
            state.withLock { state in
                if state.reading != nil { state.reading = (done, all) }
            }
            progress(done, all)
        }
        let gallery = contents.gallery.merged(with: extra)
        let matcher = policy.matcher(for: gallery)
        state.withLock { state in
            (state.gallery, state.matcher, state.contents) = (gallery, matcher, contents)
            state.reading = nil
        }
    }

    /// How far the first reading is; nil when it is over, and faces can be named.
    public var reading: (done: Int, all: Int)? { state.withLock(\.reading) }

    /// Answers who a face is.
    public func identify(_ embedding: Embedding) -> Identity {
        identifyWithCut(embedding).identity
    }

    /// Says who somebody is, and the largest distance at which somebody is named.
    public func identifyWithCut(_ embedding: Embedding) -> (identity: Identity, cut: Float) {
        let (gallery, matcher) = state.withLock { ($0.gallery, $0.matcher) }
        return (matcher.identify(embedding, in: gallery), matcher.threshold)
    }

    /// Says who is who, as the gallery is now.
    public var matcher: Matcher { state.withLock(\.matcher) }

    /// Says who somebody is, and why.
    ///
    /// - Parameters:
    ///   - embedding: of the face.
    ///   - looks: how many looks at it there were.
    ///   - quality: of the last one.
    ///   - time: now, in seconds since 1970.
    /// - Returns: the answer, and what it was made from.
    public func explain(
        _ embedding: Embedding,
        looks: Int,
        quality: FaceQuality,
        at time: Double
    ) -> (identity: Identity, explanation: Explanation) {
        let (gallery, matcher) = state.withLock { ($0.gallery, $0.matcher) }
        let identity = matcher.identify(embedding, in: gallery)
        let explanation = Explanation(
            candidates: matcher.candidates(embedding, in: gallery, atMost: Self.candidateCount),
            cut: matcher.threshold,
            margin: matcher.margin,
            looks: looks,
            quality: quality,
            isIgnored: identity.person == nil && matcher.isIgnored(embedding, in: gallery, at: time),
            embedder: analyzer.embedderName
        )
        return (identity, explanation)
    }

    /// How many people an explanation names.
    private static let candidateCount = 8

    /// Changes the gallery's folder, so that it can be undone, and reads it again.
    ///
    /// - Returns: what was done.
    public func perform(_ request: GalleryRequest) throws(GalleryError) -> GalleryChange {
        let change = try folder.perform(request)
        try load()
        return change
    }

    /// Takes the last change of the gallery's folder back, and reads it again.
    ///
    /// - Returns: what is no longer so.
    public func undo() throws(GalleryError) -> GalleryChange {
        let change = try folder.undo()
        try load()
        return change
    }

    /// Who is enrolled now.
    public var gallery: Gallery { state.withLock(\.gallery) }

    /// Everybody who is enrolled now, by name.
    public var names: [PersonName] { state.withLock(\.names) }

    /// The photos of each person, refused ones included.
    public var photos: [PersonName: [String]] { state.withLock(\.contents.photos) }

    /// What in the folder is not used, and why.
    public var problems: [GalleryProblem] { state.withLock(\.contents.problems) }

    /// Enrolls a photo; `load` brings its embedding into the cache.
    ///
    /// - Parameters:
    ///   - picture: the decoded photo.
    ///   - original: the photo's own bytes, which are kept as they are; nil to keep the picture as a PNG.
    ///   - name: whose photo it is.
    ///   - isForced: whether to enroll somebody who looks like another, and to take the largest of several faces.
    /// - Returns: the kept photo's path.
    /// - Throws: `EnrollmentProblem`; nothing is changed then.
    @discardableResult
    public func enroll(
        _ picture: Frame,
        original: [UInt8]?,
        as name: PersonName,
        isForced: Bool
    ) throws(EnrollmentProblem) -> String {
        var photo = picture
        var isOriginal = true
        var found = analyzer.onlyFace(in: photo)
        if case .failure = found, isForced, let cut = largestFace(in: picture) {
            photo = cut
            isOriginal = false
            found = analyzer.onlyFace(in: photo)
        }
        let embedding: Embedding
        switch found {
        case .success(let face): embedding = face.embedding
        case .failure(let refusal): throw .photo(refusal)
        }
        if !isForced {
            do throws(GalleryError) {
                try Enrollment(matcher: policy.standard).check(embedding, as: name, in: gallery)
            } catch { throw .gallery(error) }
        }
        let kept: [UInt8]
        if isOriginal, let original {
            kept = original
        } else {
            do throws(CaptureError) { kept = try PNG.encode(photo) } catch { throw .picture(error) }
        }
        do throws(GalleryError) {
            let path = try folder.add(
                kept,
                fileExtension: PictureFormat(kept)?.fileExtension ?? "png",
                to: name,
                isKept: isForced
            )
            let person = Gallery(people: [Person(name: name, templates: [embedding])])
            state.withLock { state in
                state.gallery = state.gallery.merged(with: person)
                state.matcher = policy.matcher(for: state.gallery)
            }
            return path
        } catch { throw .gallery(error) }
    }

    /// Enrolls somebody from several pictures, in a way that can be undone.
    ///
    /// All that show one good face are taken, or none where one of them does not go with the gallery.
    ///
    /// - Parameters:
    ///   - pictures: each of one face.
    ///   - name: whose face it is.
    /// - Returns: how many of the pictures were taken.
    /// - Throws: `EnrollmentProblem`; nothing is changed then.
    public func enroll(_ pictures: [Frame], as name: PersonName) throws(EnrollmentProblem) -> Int {
        guard reading == nil else { throw .notRead }
        var usable: [(file: [UInt8], embedding: Embedding)] = []
        var refusal = PhotoRefusal("no face is found")
        for picture in pictures {
            switch analyzer.onlyFace(in: picture) {
            case .failure(let reason): refusal = reason
            case .success(let face):
                do throws(CaptureError) { usable.append((try PNG.encode(picture), face.embedding)) } catch {
                    throw .picture(error)
                }
            }
        }
        guard let first = usable.first else { throw .photo(refusal) }
        do throws(GalleryError) {
            // Nobody else, and all of them one person: each goes with those that are enrolled, and with the first.
            let own = gallery.people.first { $0.name == name }?.templates ?? []
            let others = gallery.people.filter { $0.name != name }
            let whole = Gallery(people: others + [Person(name: name, templates: own + [first.embedding])])
            for face in usable {
                try Enrollment(matcher: policy.standard).check(face.embedding, as: name, in: whole)
            }
            var files: [String] = []
            for face in usable { files.append(try folder.add(face.file, fileExtension: "png", to: name)) }
            try folder.noteEnrolled(name, files)
            try load()
        } catch { throw .gallery(error) }
        return usable.count
    }

    /// The file of a picture with one good face, to be kept for what it is not, or not to be told of.
    ///
    /// - Throws: `EnrollmentProblem` where there is no one good face.
    public func file(of picture: Frame) throws(EnrollmentProblem) -> [UInt8] {
        if case .failure(let refusal) = analyzer.onlyFace(in: picture) { throw .photo(refusal) }
        do throws(CaptureError) { return try PNG.encode(picture) } catch { throw .picture(error) }
    }

    /// The part of a picture around its largest usable face.
    private func largestFace(in picture: Frame) -> Frame? {
        let usable = analyzer.faces(in: picture).filter { $0.embedding != nil }
        let largest = usable.max { $0.detection.box.area < $1.detection.box.area }
        return largest.flatMap { picture.cropped(to: $0.detection.box.expanded(by: 0.5)) }
    }
}

/// Why somebody is not enrolled.
public enum EnrollmentProblem: Error, Sendable, CustomStringConvertible {
    /// The photo has no one good face.
    case photo(PhotoRefusal)
    /// The photo can't be stored.
    case picture(CaptureError)
    /// The gallery is still being read.
    case notRead
    /// The face does not go with the gallery, or the folder could not be written.
    case gallery(GalleryError)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .photo(let refusal): refusal.description
        case .picture(let error): error.description
        case .notRead: "the gallery is still being read; try again when it is"
        case .gallery(let error): error.description
        }
    }
}
