import Capture
import Dispatch
import FaceTypes
public import Recognition
import Synchronization
import Text

/// How well an embedder tells people apart, over pictures of which it is known who is on them.
public struct Evaluation: Encodable, Sendable {
    let embedder: String
    let pictures: Int
    let people: Int
    /// Pictures with a usable face.
    let usable: Int
    /// Milliseconds a picture, from its file to the embedding, on one thread of work.
    let milliseconds: Double
    let verification: Verification
    let openSet: [OpenSet]
    let strangers: StrangerDistances

    private enum CodingKeys: String, CodingKey {
        case schema, embedder, pictures, people, usable, milliseconds, verification, strangers
        case openSet = "open_set"
    }

    /// Writes all figures.
    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(1, forKey: .schema)
        try object.encode(embedder, forKey: .embedder)
        try object.encode(pictures, forKey: .pictures)
        try object.encode(people, forKey: .people)
        try object.encode(usable, forKey: .usable)
        try object.encode(milliseconds, forKey: .milliseconds)
        try object.encode(verification, forKey: .verification)
        try object.encode(openSet, forKey: .openSet)
        try object.encode(strangers, forKey: .strangers)
    }

    /// Embeds the pictures, and compares them.
    ///
    /// - Parameters:
    ///   - embedder: its name.
    ///   - analyzer: finds and embeds faces with it.
    ///   - pictures: the pictures; of each the usable face nearest to its middle counts.
    ///   - galleries: how many random galleries are drawn for each size.
    ///   - seed: of the draws.
    ///   - progress: gets how many pictures are embedded, of how many; on any thread.
    public init(
        _ embedder: String,
        _ analyzer: FaceAnalyzer,
        _ pictures: LabeledPictures,
        galleries: Int,
        seed: UInt64,
        progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void
    ) {
        let paths = pictures.pictures.map(\.path)
        let state = Mutex((embeddings: [Embedding?](repeating: nil, count: paths.count), done: 0))
        let elapsed = ContinuousClock().measure {
            DispatchQueue.concurrentPerform(iterations: paths.count) { index in
                let embedding = Self.embedding(of: paths[index], analyzer)
                let done = state.withLock { state in
                    state.embeddings[index] = embedding
                    state.done += 1
                    return state.done
                }
                progress(done, paths.count)
            }
        }
        let embeddings = state.withLock(\.embeddings)
        let faces = zip(pictures.pictures, embeddings).compactMap { picture, embedding in
            embedding.map { (person: picture.person, embedding: $0) }
        }
        self.embedder = embedder
        self.pictures = paths.count
        people = Set(pictures.pictures.map(\.person)).count
        usable = faces.count
        milliseconds = elapsed / .milliseconds(1) / Double(max(paths.count, 1))
        verification = Verification(pictures, embeddings)
        strangers = StrangerDistances(faces)
        openSet = OpenSet.sizes.compactMap { size in
            OpenSet(faces, people: size.people, photos: size.photos, galleries: galleries, seed: seed)
        }
    }

    private static func embedding(of path: String, _ analyzer: FaceAnalyzer) -> Embedding? {
        guard let frame = try? Picture.read(path) else { return nil }
        func distance(_ face: FaceAnalyzer.Face) -> Float {
            let middle = face.detection.box.center
            return abs(middle.x - Float(frame.width) / 2) + abs(middle.y - Float(frame.height) / 2)
        }
        return analyzer.faces(in: frame).filter { $0.embedding != nil }.min { distance($0) < distance($1) }?
            .embedding
    }

    /// The figures for people.
    public var lines: [String] {
        let v = verification
        var lines = [
            "\(embedder): \(usable) of \(pictures.counted("picture")) of \(people.counted("person", "people")) have a usable face, "
                + "\(milliseconds.short) ms a picture",
            "  verification of \(v.genuinePairs) genuine and \(v.impostorPairs) impostor pairs, \(v.unusablePairs) of them "
                + "with a picture without a face",
            "    accuracy \(Self.words(v.accuracy)) at d2 \(v.cut.hundredths)",
        ]
        lines += v.points.map { point in
            "    TAR \(Self.words(point.tar)) at FAR \(point.far) (d2 \(point.cut.hundredths))"
        }
        lines += openSet.flatMap { set in
            let photos = set.photos.counted("photo")
            return ["  \(set.people) people with \(photos) each, \(set.galleries) random galleries"]
                + set.points.map { point in
                    "    FNIR \(Self.words(point.fnir)) at FPIR \(point.fpir) (d2 \(point.cut.hundredths))"
                }
        }
        for (photos, points) in [("one photo", strangers.single), ("three photos", strangers.several)] {
            let words = points.map { "\($0.share) \($0.d2.hundredths)" }.joined(separator: ", ")
            lines.append("  strangers come to a person of \(photos) within (share, d2): \(words)")
        }
        return lines
    }

    private static func words(_ rate: Rate) -> String {
        "\((rate.share * 100).hundredths) % (\((rate.low * 100).tenths) to \((rate.high * 100).tenths))"
    }
}
