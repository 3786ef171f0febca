import Kernels

/// One or several convolutions of one value that are computed together, and how.
struct ConvolutionStep {
    /// What they write.
    let convolutions: [Graph.Value]
    let size: ConvolutionSize
    /// Into how many groups the channels fall.
    let groups: Int
    let algorithm: Algorithm
    let quantization: Quantization
    /// The pooling after the only one, where it is part of the step.
    var pool: Graph.Value?

    /// Whether it reads pixels that were written as bytes, made by its quantization.
    var readsBytes: Bool { groups == 1 && algorithm.readsBytes(size) }

    /// Whether it can write its outputs as bytes.
    var writesBytes: Bool { pool == nil && algorithm.writesBytes }

    /// Everything that is computed, in order.
    var values: [Graph.Value] { convolutions + (pool.map { [$0] } ?? []) }
}
