import FaceTypes
import Text

/// Finds photos that lie in the wrong person's folder, and people who are enrolled under two names.
struct GalleryAudit {
    /// A photo with its template.
    struct Photo {
        let person: PersonName
        /// What to call it.
        let path: String
        let embedding: Embedding
        /// Whether the user said that it is right.
        let isKept: Bool
        /// When it was last changed, in seconds: of two photos that contradict each other the newer one is
        /// wrong.
        let changed: Double
    }

    /// The largest squared distance of a known person.
    let threshold: Float
    /// People whose photos are nearer than this share of the threshold are taken for one: of 200 different
    /// people (14,500 pairs, one photo each) none are, and six pairs at 0.8.
    private static let double: Float = 0.55

    /// What was found.
    struct Findings: Codable, Equatable {
        /// The photos that are not to be used, by their place in the list.
        var unused: Set<Int> = []
        /// What is to be told.
        var problems: [GalleryProblem] = []
    }

    /// Compares all photos with each other: time grows with the square of their number.
    func findings(in photos: [Photo]) -> Findings {
        var comparison = Comparison(photos)
        var findings = Findings()
        for pair in comparison.doubles(nearerThan: Self.double * threshold) {
            findings.problems.append(
                GalleryProblem(
                    "\(pair.first) and \(pair.second) look like one person (d2 \(pair.d2.hundredths)), so neither "
                        + "can be named for sure; merge them if they are",
                    remedy: .merge(folder: pair.second.text, into: pair.first.text)
                )
            )
        }
        // The worst first: what it spoils may be right without it.
        while let worst = comparison.worst(threshold: threshold) {
            findings.unused.insert(worst)
            findings.problems.append(comparison.problem(of: worst))
            comparison.remove(worst)
        }
        return findings
    }
}

/// The distances of photos to their own person's others and to other people's.
private struct Comparison {
    private struct Nearest {
        var photo: Int?
        var d2: Float = .infinity
    }

    private let photos: [GalleryAudit.Photo]
    /// The person of each photo, as a number.
    private let person: [Int]
    private let names: [PersonName]
    private var isUsed: [Bool]
    private var own: [Nearest]
    private var other: [Nearest]
    /// People who are the same: their photos may be near to each other.
    private var twins: Set<[Int]> = []

    /// From here on a photo is far from another of the same person; see `Enrollment`.
    private static let far = Enrollment.inconsistentDistance

    init(_ photos: [GalleryAudit.Photo]) {
        self.photos = photos
        names = Array(Set(photos.map(\.person))).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        person = photos.map { numbers[$0.person] ?? 0 }
        isUsed = photos.map { _ in true }
        own = photos.map { _ in Nearest() }
        other = own
    }

    private func distance(_ i: Int, _ j: Int) -> Float {
        photos[i].embedding.squaredDistance(to: photos[j].embedding)
    }

    /// People most of whose photos are nearer than a limit to one of the other's; then measures all others.
    mutating func doubles(nearerThan limit: Float) -> [(first: PersonName, second: PersonName, d2: Float)] {
        /// For each pair of people, in both directions: how many photos of the first are near the second.
        var near: [[Int]: (count: Int, d2: Float)] = [:]
        var least = [Float](repeating: .infinity, count: names.count)
        for i in photos.indices {
            for index in least.indices { least[index] = .infinity }
            for j in photos.indices where person[j] != person[i] {
                least[person[j]] = min(least[person[j]], distance(i, j))
            }
            for (number, d2) in least.enumerated() where d2 <= limit {
                let before = near[[person[i], number]] ?? (0, .infinity)
                near[[person[i], number]] = (before.count + 1, min(before.d2, d2))
            }
        }
        var sizes = [Int](repeating: 0, count: names.count)
        var areKept = [Bool](repeating: true, count: names.count)
        for i in photos.indices {
            sizes[person[i]] += 1
            areKept[person[i]] = areKept[person[i]] && photos[i].isKept
        }
        var pairs: [(first: PersonName, second: PersonName, d2: Float)] = []
        for (key, found) in near.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
        where key[0] < key[1] {
            guard let back = near[[key[1], key[0]]], 2 * found.count > sizes[key[0]],
                2 * back.count > sizes[key[1]]
            else { continue }
            twins.insert(key)
            // Twins exist: who says so by `keep` hears no more of it.
            if !areKept[key[0]], !areKept[key[1]] { pairs.append((names[key[0]], names[key[1]], found.d2)) }
        }
        for i in photos.indices { measure(i) }
        return pairs
    }

    private mutating func measure(_ i: Int) {
        (own[i], other[i]) = (Nearest(), Nearest())
        for j in photos.indices where j != i && isUsed[j] {
            let isOwn = person[i] == person[j]
            // What is right although it looks like somebody else says nothing against the other's photos.
            guard isOwn || !photos[j].isKept else { continue }
            guard isOwn || !twins.contains([min(person[i], person[j]), max(person[i], person[j])]) else {
                continue
            }
            let d2 = distance(i, j)
            if isOwn, d2 < own[i].d2 { own[i] = Nearest(photo: j, d2: d2) }
            if !isOwn, d2 < other[i].d2 { other[i] = Nearest(photo: j, d2: d2) }
        }
    }

    /// The photo that is most surely in the wrong folder; nil where all are right.
    func worst(threshold: Float) -> Int? {
        var worst: (photo: Int, excess: Float)?
        for i in photos.indices where isUsed[i] && !photos[i].isKept && own[i].photo != nil {
            let isFar = own[i].d2 > Self.far
            let isNearAnother = other[i].d2 < own[i].d2 && other[i].d2 <= threshold
            guard isFar || isNearAnother else { continue }
            let excess = own[i].d2 - min(other[i].d2, Self.far)
            guard let before = worst else {
                worst = (i, excess)
                continue
            }
            let isNewer = photos[i].changed > photos[before.photo].changed
            if excess > before.excess || (excess == before.excess && isNewer) { worst = (i, excess) }
        }
        return worst?.photo
    }

    /// Takes a photo out, and measures anew what was nearest to it.
    mutating func remove(_ photo: Int) {
        isUsed[photo] = false
        for i in photos.indices where isUsed[i] && (own[i].photo == photo || other[i].photo == photo) {
            measure(i)
        }
    }

    func problem(of photo: Int) -> GalleryProblem {
        let (path, name) = (photos[photo].path, photos[photo].person)
        let nearest = other[photo].photo.map { "\(photos[$0].person) (d2 \(other[photo].d2.hundredths))" }
        let distance = "d2 \(own[photo].d2.hundredths)"
        let what =
            if let nearest, other[photo].d2 < own[photo].d2 {
                "looks more like \(nearest) than like the other photos of \(name) (\(distance))"
            } else {
                "looks like none of the other photos of \(name) (\(distance)"
                    + (nearest.map { ", \($0)" } ?? "") + ")"
            }
        return GalleryProblem(
            "\(path): \(what); it is not used; move it, or keep it if it is right",
            remedy: .keep(photo: path)
        )
    }
}
