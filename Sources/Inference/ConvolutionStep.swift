import Kernels

/// One or several convolutions of one value that are computed together, and how.
struct ConvolutionStep {
    /// What they write.
    let convolutions: [Graph.Value]
    let size: ConvolutionSize
    /// Into how many groups the channels fall.
    let groups: Int
    let algorithm: Algorithm
    /// What it has read when it was calibrated.
    let input: LayerInput
    /// The pooling after the only one, where it is part of the step.
    var pool: Graph.Value?

    /// How what it reads is written in steps.
    var quantization: Quantization { Quantization(covering: input.range, as: algorithm.quantizedNumber) }

    /// Whether it reads pixels that were written as bytes, made by its quantization.
    var readsBytes: Bool { groups == 1 && algorithm.readsBytes(size) }

    /// Whether it can write its outputs as bytes.
    var writesBytes: Bool { groups == 1 && pool == nil && algorithm.writesBytes }

    /// Everything that is computed, in order.
    var values: [Graph.Value] { convolutions + (pool.map { [$0] } ?? []) }
}
