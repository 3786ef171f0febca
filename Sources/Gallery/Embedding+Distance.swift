public import FaceTypes
import Kernels

extension Embedding {
    /// The squared Euclidean distance to another embedding of the same embedder, in `0...4`: 2 less twice the cosine.
    public func squaredDistance(to other: Embedding) -> Float {
        withNumbers(and: other) { KernelSet.current.squaredDistance($0, $1) }
    }
}
