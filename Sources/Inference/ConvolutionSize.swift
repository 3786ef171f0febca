import Kernels

/// The size of a convolution step, which its time depends on.
package struct ConvolutionSize: Hashable {
    let window: Window
    /// What stands outside the picture, a number for each channel; nothing for zeros.
    let outside: [Float]
    /// Columns of the product, filled up to whole groups.
    let columns: Int
    /// Whether other channels stand between the pixels that it reads.
    let hasGaps: Bool
    /// Whether each channel reads only itself.
    var isDepthwise = false

    /// Its name in tuning files.
    package var name: String {
        let w = window
        return "\(w.channels)x\(w.input.height)x\(w.input.width)-\(columns)"
            + "-k\(w.kernel.height)x\(w.kernel.width)-s\(w.stride.height)x\(w.stride.width)"
            + "-p\(w.padding.height)x\(w.padding.width)-d\(w.dilation.height)x\(w.dilation.width)"
            + (isDepthwise ? "-depthwise" : "")
    }
}

/// What a step of convolutions computes, and how.
package struct Convolutions {
    /// The layers' names.
    package let names: [String]
    package let size: ConvolutionSize
    package let algorithm: Algorithm
}
