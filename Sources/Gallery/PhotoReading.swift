import Checksum
import Dispatch
import FaceTypes
import Files
import Synchronization

/// The photos of a gallery while they are read and embedded, on as many threads as there are processors.
final class PhotoReading: Sendable {
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
        (self.photos, self.folder, self.old) = (photos, folder, old)
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
        // While one photo is decoded another one can be embedded; most of the work is the network's, which
        // takes turns.
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
