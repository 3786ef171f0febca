import Kernels

/// The steps of a network and the memory that they work in.
struct Plan {
    /// A layer that has its memory; what it was made from, the network's weights among it, is gone.
    struct Step {
        let description: StepDescription
        let layer: any Layer
        /// Its first input.
        let input: Blob
    }

    let memory: AlignedBuffer
    let scratch: Scratch
    let crew: Crew
    let input: Blob
    let outputs: [String: Blob]
    let steps: [Step]
}
