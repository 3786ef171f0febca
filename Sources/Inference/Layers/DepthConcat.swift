import Kernels

/// Joins along channels what differs in height and width.
///
/// Smaller ones stand in the middle of zeros, at floor((H - h) / 2), floor((W - w) / 2). Torch's DepthConcat.
public struct DepthConcat: LayerOperation {
    var name: String { "depth-concat" }
    var inputCount: Int? { nil }

    func joinsChannels(into output: Shape) -> Bool { true }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        try inputs.require(
            inputs.all.allSatisfy { $0.isPicture },
            "all inputs must be [1, channels, height, width]"
        )
        return try inputs.shape([
            1, inputs.all.reduce(0) { $0 + $1.channels },
            inputs.all.reduce(0) { max($0, $1.spatial.height) },
            inputs.all.reduce(0) { max($0, $1.spatial.width) },
        ])
    }

    func lower(_ value: Graph.Value, in planner: inout Planner) { planner.join(value) }
}

/// Copies pictures into some channels of another, smaller ones into the middle of zeros: what of a concatenation
/// the layers before it have not written there themselves.
struct ChannelCopyLayer: Layer {
    let context: LayerContext
    /// For each input, the first channel that it has in the output.
    let channels: [Int]

    func run() {
        let output = context.output
        let size = output.shape.spatial
        for (input, channel) in zip(context.inputs, channels) {
            let own = input.shape.spatial
            let top = (size.height - own.height) / 2
            let left = (size.width - own.width) / 2
            let count = input.shape.channels
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let target = unsafe output.pointer + (y * size.width + x) * output.stride + channel
                    if (top..<top + own.height).contains(y), (left..<left + own.width).contains(x) {
                        let source = (y - top) * own.width + x - left
                        unsafe target.update(from: input.pointer + source * input.stride, count: count)
                    } else {
                        unsafe target.update(repeating: 0, count: count)
                    }
                }
            }
        }
    }
}
