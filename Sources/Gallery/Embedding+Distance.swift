public import FaceTypes
import Kernels

extension Embedding {
    /// The unit vector in the direction of the mean of some; nil where they cancel out.
    init?(center embeddings: [Embedding]) {
        var sums = [Float](repeating: 0, count: embeddings.first?.count ?? 0)
        for embedding in embeddings {
            embedding.withNumbers { numbers in for i in numbers.indices { sums[i] += numbers[i] } }
        }
        let square = sums.reduce(0) { $0 + $1 * $1 }
        guard square > 0, square.isFinite else { return nil }
        self.init(sums.span, scaledBy: 1 / square.squareRoot())
    }

    /// The squared Euclidean distance to another embedding of the same embedder, in `0...4`: 2 less twice the cosine.
    public func squaredDistance(to other: Embedding) -> Float {
        withNumbers { own in other.withNumbers { KernelSet.current.squaredDistance(own, $0) } }
    }
}
