import Kernels

/// The steps of a network and the memory that they work in.
struct Plan {
    struct Step {
        let name: String
        let operation: String
        let inputShape: Shape
        let outputShape: Shape
        let multiplyAdds: Int
        /// The convolutions that it computes, and how; none for other steps.
        let convolutions: Convolutions?
        /// Its first input.
        let input: Blob
        let layer: any Layer

        init(_ draft: Draft, _ layer: any Layer, reads input: Blob) {
            name = draft.name
            operation = draft.operation
            convolutions = draft.convolutions
            self.input = input
            inputShape = draft.inputShape
            outputShape = draft.outputShape
            multiplyAdds = draft.multiplyAdds
            self.layer = layer
        }
    }

    let memory: AlignedBuffer
    let scratch: Scratch
    let crew: Crew
    let input: Blob
    let outputs: [String: Blob]
    let steps: [Step]
}
