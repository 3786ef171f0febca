import Kernels

/// The steps of a network and the memory that they work in.
struct Plan {
    /// A draft that has memory.
    struct Step {
        let draft: Draft
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
