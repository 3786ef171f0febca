import FaceTypes
import Gallery
import Glibc

/// Whether two pictures are of one person: accuracy, and the errors at every cut.
struct Verification: Encodable, Sendable {
    /// A share of the pairs of one person that are found, where a share of the others is taken for one.
    struct Point: Encodable, Sendable {
        let far: Double
        let cut: Float
        let tar: Rate
    }

    let genuinePairs: Int
    let impostorPairs: Int
    /// Pairs of which a picture has no usable face: they count as different.
    let unusablePairs: Int
    let accuracy: Rate
    /// The cut of that accuracy.
    let cut: Float
    let points: [Point]
    /// The miss rate at false match rates of 1 to 1e-5, each a tenth of a decade apart.
    let curve: [[Double]]

    init(_ pictures: LabeledPictures, _ embeddings: [Embedding?]) {
        var genuine = DistanceCounts()
        var impostor = DistanceCounts()
        var unusable = 0
        func note(_ first: Int, _ second: Int, isSame: Bool) {
            guard let a = embeddings[first], let b = embeddings[second] else {
                unusable += 1
                if isSame { genuine.add(.infinity) } else { impostor.add(.infinity) }
                return
            }
            let d2 = a.squaredDistance(to: b)
            if isSame { genuine.add(d2) } else { impostor.add(d2) }
        }
        if let pairs = pictures.pairs {
            for pair in pairs { note(pair.first, pair.second, isSame: pair.isSame) }
        } else {
            for first in pictures.pictures.indices {
                for second in 0..<first {
                    let isSame = pictures.pictures[first].person == pictures.pictures[second].person
                    note(first, second, isSame: isSame)
                }
            }
        }
        self.init(genuine, impostor, unusable: unusable)
    }

    init(_ genuine: DistanceCounts, _ impostor: DistanceCounts, unusable: Int) {
        (genuinePairs, impostorPairs, unusablePairs) = (genuine.total, impostor.total, unusable)
        let (found, wrong) = (genuine.shares, impostor.shares)
        let all = genuine.total + impostor.total
        let right = zip(found, wrong).map { found, wrong in
            (found * Double(genuine.total) + (1 - wrong) * Double(impostor.total)) / Double(max(all, 1))
        }
        let best = right.indices.max { right[$0] < right[$1] } ?? 0
        accuracy = Rate(right[best], of: all)
        cut = Float(best) * DistanceCounts.step
        points = [1e-1, 1e-2, 1e-3, 1e-4].filter { $0 * Double(impostor.total) >= 1 }.map { far in
            let cut = impostor.cut(at: far)
            return Point(far: far, cut: cut, tar: Rate(genuine.share(upTo: cut), of: genuine.total))
        }
        curve = (0...50).map { pow(10, -Double($0) / 10) }.filter { $0 * Double(impostor.total) >= 1 }
            .map { [$0, 1 - genuine.share(upTo: impostor.cut(at: $0))] }
    }
}
