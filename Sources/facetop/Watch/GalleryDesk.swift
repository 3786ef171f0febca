import Capture
import Dispatch
import FaceTypes
import Gallery
import Recognition
import Synchronization
import Text
import Vision

/// Does what the user wants done to the gallery on a queue of its own, while the picture goes on.
final class GalleryDesk: Sendable {
    private struct State {
        var people: [PersonSummary] = []
        var comparison: (path: String, picture: Frame)?
        var unknown: [UnknownPerson] = []
        /// How good the faces of photos are, by path.
        var qualities: [String: Float] = [:]
    }

    private let store: GalleryStore
    private let analyzer: FaceAnalyzer
    private let inbox: Inbox?
    private let logPath: String?
    private let tell: @Sendable (String) -> Void
    /// Is called when there are other people than before.
    private let onChange: @Sendable () -> Void
    private let queue = DispatchQueue(label: "facetop.desk")
    private let state = Mutex(State())

    init(
        _ store: GalleryStore,
        _ analyzer: FaceAnalyzer,
        _ inbox: Inbox?,
        logPath: String?,
        tell: @escaping @Sendable (String) -> Void,
        onChange: @escaping @Sendable () -> Void
    ) {
        (self.store, self.analyzer, self.inbox, self.logPath) = (store, analyzer, inbox, logPath)
        (self.tell, self.onChange) = (tell, onChange)
    }

    /// Adds to a snapshot what was asked for.
    func fill(_ snapshot: inout Snapshot) {
        state.withLock { state in
            (snapshot.people, snapshot.comparison) = (state.people, state.comparison)
            snapshot.inbox = state.unknown
        }
    }

    /// Looks into the inbox again; returns at once.
    func readInbox() {
        queue.async { [self] in
            guard let inbox else { return }
            let people = inbox.people()
            state.withLock { $0.unknown = people }
        }
    }

    /// Begins with what the user asks for; returns at once.
    func perform(_ action: Action) {
        queue.async { [self] in
            do throws(EnrollmentProblem) { try carryOut(action) } catch {
                tell("nothing is changed: \(error)")
            }
        }
    }

    private func carryOut(_ action: Action) throws(EnrollmentProblem) {
        switch action {
        case .readGallery:
            readGallery()
            return judgePhotos()
        case .compare(let path): return compare(path)
        default: break
        }
        // Two readings at a time would each write what the other has not seen.
        guard store.reading == nil else { throw .notRead }
        switch action {
        case .enroll(let photos, let name):
            let count = try store.enroll(photos, as: name)
            inbox?.settle()
            done("enrolled \(name)" + (photos.count > 1 ? " from \(count.counted("photo"))" : ""))
        case .rename(let person, let name): try change(.rename(person, to: name))
        case .merge(let double, let name): try change(.merge(double, into: name))
        case .remove(let person): try change(.remove(person))
        case .disown(let photo, let person): try change(.disown(store.file(of: photo), "png", from: person))
        case .ignore(let photo, let isForEver):
            let until = isForEver ? .infinity : Clock.system.present.wallTime.nextMidnight
            try change(.ignore(store.file(of: photo), "png", until: until))
        case .undo:
            let change: GalleryChange
            do throws(GalleryError) { change = try store.undo() } catch { throw .gallery(error) }
            if case .enrolled = change {
                inbox?.takeBack()
                readInbox()
            }
            done("undone: \(change)")
        case .assign(let ids, let name):
            let count = try inbox?.assign(ids, to: name) ?? 0
            readInbox()
            done("enrolled \(name) from \(count.counted("photo")) of the inbox")
        case .discard(let ids):
            inbox?.discard(ids)
            readInbox()
            tell(ids.count == 1 ? "deleted" : "deleted \(ids.count) unknown people")
        case .ignoreUnknown(let ids):
            try inbox?.ignore(ids)
            inbox?.settle()
            readInbox()
            done(ids.count == 1 ? "ignored" : "ignored \(ids.count) unknown people")
        case .quit, .nextCamera, .togglePause, .follow, .set, .readGallery, .compare: break
        }
    }

    private func change(_ request: GalleryRequest) throws(EnrollmentProblem) {
        let change: GalleryChange
        do throws(GalleryError) { change = try store.perform(request) } catch { throw .gallery(error) }
        inbox?.settle()
        done("\(change); u undoes it")
    }

    private func done(_ words: String) {
        onChange()
        tell(words)
        readGallery()
    }

    private func readGallery() {
        let qualities = state.withLock(\.qualities)
        let people = GalleryOverview(store, logPath: logPath, qualities: qualities).people
        state.withLock { $0.people = people }
    }

    /// So many photos are judged each time that the gallery is looked at: the networks have other work, too.
    private static let mostJudged = 100

    private func judgePhotos() {
        let known = state.withLock(\.qualities)
        let unknown = store.gallery.people.flatMap(\.photos).filter { !$0.isEmpty && known[$0] == nil }
        judge(unknown.prefix(Self.mostJudged))
    }

    /// Judges one photo after the other; what the user asks for meanwhile comes between them.
    private func judge(_ paths: ArraySlice<String>) {
        guard let path = paths.first else { return }
        queue.async { [self] in
            if let picture = try? Picture.read(path), let face = try? analyzer.onlyFace(in: picture).get(),
                let quality = face.face.quality
            {
                state.withLock { $0.qualities[path] = quality.overall }
            }
            if paths.count == 1 { readGallery() } else { judge(paths.dropFirst()) }
        }
    }

    /// Reads a photo, and shows the face in it.
    private func compare(_ path: String?) {
        state.withLock { $0.comparison = nil }
        guard let path, let picture = try? Picture.read(path) else { return }
        let face = analyzer.detector.detect(in: picture, confidence: Detection.defaultConfidence).first
        let part = face.flatMap { picture.cropped(to: $0.box.expanded(by: 0.6)) } ?? picture
        state.withLock { $0.comparison = (path, part) }
        onChange()
    }
}
