import Checksum
public import FaceTypes
public import Files

/// The folder of unknown faces that were kept: a picture a visit, readable by their owner only.
///
/// A file's name is when the visit ended and how long it was, in milliseconds since 1970 and seconds, and the beginning of
/// its bytes' SHA-256.
public struct InboxFolder: Sendable {
    /// How much is kept; the oldest go first.
    public struct Limits: Sendable, Hashable {
        /// Pictures.
        public var count = 500
        /// Days.
        public var days = 30.0
        /// Bytes.
        public var bytes = 100_000_000

        /// Takes the defaults.
        public init() {}
    }

    /// One visit.
    public struct Visit: Sendable, Hashable {
        /// The file's name without its ending.
        public let id: String
        /// From when to when, in seconds since 1970.
        public let seen: ClosedRange<Double>
        /// The picture's path.
        public let path: String
    }

    /// The folder, which need not exist.
    public let path: String
    private let limits: Limits

    /// Names a folder.
    public init(path: String, limits: Limits = Limits()) { (self.path, self.limits) = (path, limits) }

    /// Keeps the picture of a visit, and lets go of what is too much.
    ///
    /// - Parameters:
    ///   - picture: a PNG file.
    ///   - seen: from when to when, in seconds since 1970.
    /// - Throws: `FileError` where it can't be written.
    public func add(_ picture: [UInt8], seen: ClosedRange<Double>) throws(FileError) {
        let end = Int(seen.upperBound * 1000)
        let length = Int((seen.upperBound - seen.lowerBound).rounded())
        let id = "\(end)-\(length)-\(Checksum.sha256.digest(of: picture).prefix(12))"
        try AtomicFile.makeFolder(path)
        try AtomicFile.write(picture, to: "\(path)/\(id).png")
        trim(at: seen.upperBound)
    }

    /// All visits, the oldest first.
    public var visits: [Visit] { Self.visits(in: path) }

    private static func visits(in path: String) -> [Visit] {
        let names = (try? Folder.entries(of: path)) ?? []
        return names.compactMap { Visit(file: $0, in: path) }.sorted {
            $0.seen.upperBound < $1.seen.upperBound
        }
    }

    /// Deletes visits.
    public func remove(_ visits: [Visit]) {
        for visit in visits { AtomicFile.remove(visit.path) }
        noteRemoval()
    }

    /// Lets go of all embeddings with the last picture, and brings that to the disk.
    private func noteRemoval() {
        if visits.isEmpty { TemplateCache.remove(folder: path) }
        AtomicFile.synchronize(folder: path)
    }

    /// Deletes everything.
    ///
    /// - Returns: how many visits there were.
    public func clear() -> Int {
        let visits = self.visits
        remove(visits)
        forgetAside()
        return visits.count
    }

    /// Puts visits aside that got a name, so that this can be undone; those that were aside before are deleted.
    ///
    /// - Throws: `FileError` where they can't be moved.
    public func setAside(_ visits: [Visit]) throws(FileError) {
        forgetAside()
        try AtomicFile.makeFolder(aside)
        for visit in visits { try AtomicFile.move(visit.path, to: "\(aside)/\(visit.id).png") }
        noteRemoval()
    }

    /// Brings back what was put aside.
    public func bringBack() {
        for visit in Self.visits(in: aside) {
            try? AtomicFile.move(visit.path, to: "\(path)/\(visit.id).png")
        }
    }

    /// Where visits are that got a name; hidden, so that they are none.
    private var aside: String { "\(path)/.aside" }

    /// Deletes what was put aside.
    public func forgetAside() { for visit in Self.visits(in: aside) { AtomicFile.remove(visit.path) } }

    private func trim(at time: Double) {
        // What a write left that was cut off is a face, too.
        for name in (try? Folder.entries(of: path)) ?? [] where AtomicFile.isLeftover(name) {
            AtomicFile.remove("\(path)/\(name)")
        }
        if let stamp = FileStamp(of: aside), time - stamp.modified > GalleryFolder.undoLife { forgetAside() }
        var visits = self.visits
        let old = visits.prefix { time - $0.seen.upperBound > limits.days * 86_400 }
        visits.removeFirst(old.count)
        var gone = Array(old)
        var sizes = visits.map { Int(FileStamp(of: $0.path)?.size ?? 0) }
        while let first = visits.first, visits.count > limits.count || sizes.reduce(0, +) > limits.bytes {
            gone.append(first)
            visits.removeFirst()
            sizes.removeFirst()
        }
        if !gone.isEmpty { remove(gone) }
    }

    /// The embeddings of all visits whose picture shows one good face; those that are not cached are made.
    ///
    /// - Parameters:
    ///   - fingerprint: names the models that embeddings depend on.
    ///   - reader: embeds pictures.
    /// - Returns: the visits, the oldest first.
    public func embedded(
        fingerprint: String,
        reader: GalleryFolder.PhotoReader
    ) -> [(visit: Visit, embedding: Embedding)] {
        let visits = self.visits
        guard !visits.isEmpty else { return [] }
        let old = TemplateCache(folder: path, fingerprint: fingerprint, dimensions: reader.dimensions)
        let photos = visits.map { GalleryScan.Photo(subject: .unknown, path: $0.path, file: "\($0.id).png") }
        let reading = PhotoReading(photos, folder: path, old, TemplateCache(fingerprint: fingerprint))
        reading.readAll(reader, writingEvery: GalleryFolder.interval) { _, _ in }
        // One that can't be written costs the work again, and nothing else.
        if reading.cache != old { try? reading.cache.write(folder: path) }
        return zip(visits, reading.results).compactMap { visit, outcome in
            (try? outcome.result.get()).map { (visit, $0) }
        }
    }
}

extension InboxFolder.Visit {
    /// Understands a file's name; nil for what is no visit.
    fileprivate init?(file: String, in folder: String) {
        let parts = file.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, file.hasSuffix(".png"), let end = Int(parts[0]), let length = Int(parts[1]),
            (0...Int(1e14)).contains(end), (0...Int(1e9)).contains(length)
        else { return nil }
        id = String(file.dropLast(4))
        let last = Double(end) / 1000
        seen = last - Double(length)...last
        path = "\(folder)/\(file)"
    }
}
