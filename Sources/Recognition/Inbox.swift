import Capture
public import FaceTypes
import Files
public import Gallery
import Synchronization
import Vision

/// Unknown faces that were kept, as people: visits of faces that are near to each other are one person's.
public final class Inbox: Sendable {
    private struct Cluster {
        var visits: [InboxFolder.Visit]
        var embeddings: [Embedding]
    }

    private let folder: InboxFolder
    private let store: GalleryStore
    private let analyzer: FaceAnalyzer
    private let clusters = Mutex([Cluster]())
    /// Small pictures by their paths: large ones of all would take much memory, or much time each time.
    private let thumbnails = Mutex([String: Frame]())

    /// Two faces are one person's if they are nearer than this share of the largest distance of a known person.
    private static let nearness: Float = 0.9
    /// The longer side of a small picture, in pixels.
    private static let thumbnailSide = 96
    /// Somebody is enrolled from so many of the visits at most.
    private static let most = 8
    /// No picture of a face is larger, in bytes.
    private static let largest = 100_000_000

    /// Names the folder.
    ///
    /// - Parameters:
    ///   - folder: where the pictures are.
    ///   - store: the gallery that they can be brought to.
    ///   - analyzer: embeds them.
    public init(_ folder: InboxFolder, _ store: GalleryStore, _ analyzer: FaceAnalyzer) {
        (self.folder, self.store, self.analyzer) = (folder, store, analyzer)
    }

    /// Keeps a visit.
    ///
    /// - Throws: `EnrollmentProblem` where it can't be written.
    public func keep(_ visit: UnknownVisit) throws(EnrollmentProblem) {
        let picture: [UInt8]
        do throws(CaptureError) { picture = try PNG.encode(visit.picture) } catch { throw .picture(error) }
        do throws(FileError) { try folder.add(picture, seen: visit.seen) } catch {
            throw .gallery(.file(error))
        }
    }

    /// Everybody unknown, those that came most often first.
    public func people() -> [UnknownPerson] {
        let found = clustered()
        clusters.withLock { $0 = found }
        let shown = Set(found.compactMap(\.visits.last?.path))
        thumbnails.withLock { $0 = $0.filter { shown.contains($0.key) } }
        return found.compactMap { cluster in
            guard let first = cluster.visits.first, let last = cluster.visits.last,
                let picture = thumbnail(last.path)
            else { return nil }
            let begin = cluster.visits.map(\.seen.lowerBound).min() ?? first.seen.lowerBound
            return UnknownPerson(
                id: first.id,
                visits: cluster.visits.count,
                seen: begin...last.seen.upperBound,
                picture: picture
            )
        }
    }

    /// Brings people to the gallery under a name.
    ///
    /// - Parameters:
    ///   - ids: which.
    ///   - name: who they are.
    /// - Returns: from how many pictures somebody is enrolled.
    /// - Throws: `EnrollmentProblem`; nothing is changed then.
    public func assign(_ ids: [String], to name: PersonName) throws(EnrollmentProblem) -> Int {
        let chosen = chosen(ids)
        // Of many visits those that are spread over all of them.
        let step = max(1, (chosen.count + Self.most - 1) / Self.most)
        let paths = stride(from: 0, to: chosen.count, by: step).map { chosen[$0].path }
        var pictures: [Frame] = []
        for path in paths {
            do throws(CaptureError) { pictures.append(try Picture.read(path)) } catch {
                throw .picture(error)
            }
        }
        let count = try store.enroll(pictures, as: name)
        do throws(FileError) { try folder.setAside(chosen) } catch { throw .gallery(.file(error)) }
        return count
    }

    /// Takes up again that who got a name last has none any more.
    public func takeBack() { folder.bringBack() }

    /// Lets go of who got a name last: that can't be undone any more.
    public func settle() { folder.forgetAside() }

    /// Deletes people.
    public func discard(_ ids: [String]) { folder.remove(chosen(ids)) }

    /// Has people ignored for ever.
    public func ignore(_ ids: [String]) throws(EnrollmentProblem) {
        for id in ids {
            guard let last = chosen([id]).last else { continue }
            let picture: [UInt8]
            do throws(FileError) { picture = try RegularFile.read(last.path, limit: Self.largest) } catch {
                throw .gallery(.file(error))
            }
            do throws(GalleryError) {
                _ = try store.perform(.ignore(picture, "png", until: .infinity))
            } catch { throw .gallery(error) }
        }
        discard(ids)
    }

    private func thumbnail(_ path: String) -> Frame? {
        if let known = thumbnails.withLock({ $0[path] }) { return known }
        guard let picture = try? Picture.read(path) else { return nil }
        let factor = max(1, max(picture.width, picture.height) / Self.thumbnailSide)
        let (width, height) = (max(1, picture.width / factor), max(1, picture.height / factor))
        var resizer = Resizer(width: width, height: height)
        resizer.resize(picture)
        let small = Frame(pixels: resizer.pixels, width: width, height: height)
        thumbnails.withLock { $0[path] = small }
        return small
    }

    private func chosen(_ ids: [String]) -> [InboxFolder.Visit] {
        let wanted = Set(ids)
        return clusters.withLock { clusters in
            clusters.filter { $0.visits.first.map { wanted.contains($0.id) } ?? false }.flatMap(\.visits)
        }
    }

    /// Visit by visit to the nearest of those before, if it is near enough.
    private func clustered() -> [Cluster] {
        let cut = store.matcher.threshold * Self.nearness
        var clusters: [Cluster] = []
        for (visit, embedding) in folder.embedded(
            fingerprint: store.fingerprint,
            reader: analyzer.photoReader
        ) {
            let distances = clusters.map { cluster in
                cluster.embeddings.reduce(.infinity) { min($0, embedding.squaredDistance(to: $1)) }
            }
            let nearest = distances.indices.min { distances[$0] < distances[$1] }
            if let nearest, distances[nearest] <= cut {
                clusters[nearest].visits.append(visit)
                clusters[nearest].embeddings.append(embedding)
            } else {
                clusters.append(Cluster(visits: [visit], embeddings: [embedding]))
            }
        }
        return clusters.sorted { $0.visits.count > $1.visits.count }
    }
}
