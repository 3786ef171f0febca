import Capture
public import FaceTypes
public import Gallery
import Synchronization

/// The gallery in use: the user's folder, and what is enrolled without one (the demo's people).
public final class GalleryStore: Sendable {
    private struct State {
        var gallery: Gallery
        var contents: GalleryFolder.Contents

        init(_ contents: GalleryFolder.Contents, _ extra: Gallery) {
            gallery = contents.gallery.merged(with: extra)
            self.contents = contents
        }
    }

    private let folder: GalleryFolder
    private let fingerprint: String
    private let analyzer: FaceAnalyzer
    private let extra: Gallery
    private let matcher: Matcher
    private let state: Mutex<State>

    /// Reads the folder.
    ///
    /// - Parameters:
    ///   - folder: where people are enrolled.
    ///   - fingerprint: names the models that embeddings depend on; the pipeline's version is added.
    ///   - analyzer: embeds photos.
    ///   - matcher: says who looks like somebody else.
    ///   - extra: people who are enrolled for this run only.
    ///   - progress: is told how many of the photos that must be embedded are, from several threads.
    /// - Throws: `GalleryError` where the folder can't be read.
    public init(
        folder: GalleryFolder,
        models fingerprint: String,
        analyzer: FaceAnalyzer,
        matcher: Matcher,
        extra: Gallery = Gallery(people: []),
        progress: @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(GalleryError) {
        self.folder = folder
        self.fingerprint = Self.fingerprint(models: fingerprint)
        self.analyzer = analyzer
        self.extra = extra
        self.matcher = matcher
        let contents = try folder.load(
            fingerprint: self.fingerprint,
            reader: analyzer.photoReader,
            threshold: matcher.threshold,
            progress: progress
        )
        state = Mutex(State(contents, extra))
    }

    /// What an embedding depends on, as text.
    public static func fingerprint(models: String) -> String {
        "pipeline \(FaceAnalyzer.pipelineVersion), \(models)"
    }

    /// Who is enrolled now.
    public var gallery: Gallery { state.withLock(\.gallery) }

    /// The photos of each person, refused ones included.
    public var photos: [PersonName: [String]] { state.withLock(\.contents.photos) }

    /// What in the folder is not used, and why: a line each.
    public var problems: [String] { state.withLock(\.contents.problems) }

    /// Enrolls a photo; `reload` brings its embedding into the cache.
    ///
    /// - Parameters:
    ///   - picture: the decoded photo.
    ///   - bytes: the photo's own bytes, which are kept as they are; nil to keep the face as a PNG.
    ///   - fileExtension: the ending that goes with the bytes.
    ///   - name: whose photo it is.
    ///   - isForced: whether to enroll somebody who looks like another, and to take the largest of several faces.
    /// - Returns: the kept photo's path.
    /// - Throws: `EnrollmentProblem`; nothing is changed then.
    @discardableResult
    public func enroll(
        _ picture: Frame,
        bytes: [UInt8]?,
        fileExtension: String,
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
            do throws(Enrollment.Refusal) {
                try Enrollment(matcher: matcher).check(embedding, as: name, in: gallery)
            } catch { throw .refused(error) }
        }
        do throws(GalleryError) {
            let kept = isOriginal ? bytes : nil
            let path = try folder.add(
                kept ?? PNG.encode(photo),
                fileExtension: kept == nil ? "png" : fileExtension,
                to: name,
                isKept: isForced
            )
            let person = Gallery(people: [Person(name: name, templates: [embedding])])
            state.withLock { $0.gallery = $0.gallery.merged(with: person) }
            return path
        } catch { throw .gallery(error) }
    }

    /// Reads the folder again, and brings the cache up to date.
    ///
    /// - Throws: `GalleryError` where the folder can't be read; what was known is then still known.
    public func reload() throws(GalleryError) {
        let contents = try folder.load(
            fingerprint: fingerprint,
            reader: analyzer.photoReader,
            threshold: matcher.threshold
        )
        state.withLock { $0 = State(contents, extra) }
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
    /// The face does not go with the gallery.
    case refused(Enrollment.Refusal)
    /// The folder could not be written.
    case gallery(GalleryError)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .photo(let refusal): refusal.description
        case .refused(let refusal): refusal.description
        case .gallery(let error): error.description
        }
    }
}
