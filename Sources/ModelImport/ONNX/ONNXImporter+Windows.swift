import Inference
import Kernels

// Convolution and pooling.
extension ONNXImporter {
    mutating func convolution(_ node: ONNXNode) throws(ImportError) -> Value {
        let input = try input(0, of: node)
        let weights = try constant(1, of: node)
        guard weights.extents.count == 4, extents(of: input).count == 4 else {
            throw node.unsupported("a convolution of other than pictures is not supported")
        }
        let kernel = Array(weights.extents[2...])
        guard try node.integers("kernel_shape") ?? kernel == kernel else {
            throw node.error("its weights are \(weights.extents), not of its kernel_shape")
        }
        let convolution = Convolution(
            try window(node, kernel: kernel, over: extents(of: input)),
            outputs: weights.extents[0],
            weights: weights.floats,
            bias: try optionalConstant(2, of: node)?.floats ?? [],
            groups: try node.integer("group", default: 1)
        )
        return try append(.convolution(convolution), [input], node)
    }

    mutating func pool(_ node: ONNXNode, _ kind: Pooling) throws(ImportError) -> Value {
        let input = try input(0, of: node)
        guard let kernel = try node.integers("kernel_shape"), kernel.count == 2, extents(of: input).count == 4
        else { throw node.unsupported("pooling of other than pictures is not supported") }
        let window = try window(node, kernel: kernel, over: extents(of: input))
        guard window.dilation == Extent(1) else {
            throw node.unsupported("pooling with dilations is not supported")
        }
        return try append(.pool(Pool(kind, window)), [input], node)
    }

    /// What an average is divided by.
    func averagePooling(_ node: ONNXNode) throws(ImportError) -> Pooling {
        guard try node.integer("count_include_pad", default: 0) != 0 else { return .average(divisor: nil) }
        guard try node.integer("ceil_mode", default: 0) == 0 else {
            throw node.unsupported("ceil_mode with count_include_pad is not supported")
        }
        let kernel = try node.integers("kernel_shape") ?? []
        return .average(divisor: kernel.reduce(1) { $0 * Float($1) })
    }

    mutating func globalPool(_ node: ONNXNode, _ kind: Pooling) throws(ImportError) -> Value {
        let input = try input(0, of: node)
        let extents = extents(of: input)
        guard extents.count == 4 else {
            throw node.unsupported("pooling of other than pictures is not supported")
        }
        let window = WindowParameters(kernel: Extent(height: extents[2], width: extents[3]))
        return try append(.pool(Pool(kind, window)), [input], node)
    }

    /// The window of a convolution or pooling over an input `[1, channels, height, width]`.
    private func window(_ node: ONNXNode, kernel: [Int], over input: [Int]) throws(ImportError)
        -> WindowParameters
    {
        let strides = try pair("strides", of: node)
        let dilations = try pair("dilations", of: node)
        let isCeil = try node.integer("ceil_mode", default: 0) != 0
        var pads = try node.integers("pads") ?? [0, 0, 0, 0]
        guard pads.count == 4 else { throw node.error("\(pads.count) pads") }
        switch try node.text("auto_pad", default: "NOTSET") {
        case "NOTSET": break
        case "VALID": pads = [0, 0, 0, 0]
        case "SAME_UPPER": pads = try samePads(node, kernel, strides, dilations, input, isUpper: true)
        case "SAME_LOWER": pads = try samePads(node, kernel, strides, dilations, input, isUpper: false)
        case let other: throw node.error("auto_pad '\(other)'")
        }
        return WindowParameters(
            kernel: Extent(height: kernel[0], width: kernel[1]),
            stride: Extent(height: strides[0], width: strides[1]),
            padding: Extent(height: pads[0], width: pads[1]),
            paddingAfter: Extent(height: pads[2], width: pads[3]),
            dilation: Extent(height: dilations[0], width: dilations[1]),
            rounding: isCeil ? .ceil : .floor
        )
    }

    private func pair(_ name: String, of node: ONNXNode) throws(ImportError) -> [Int] {
        let values = try node.integers(name) ?? [1, 1]
        guard values.count == 2, values.allSatisfy({ (1...1 << 15).contains($0) }) else {
            throw node.error("\(name) \(values)")
        }
        return values
    }

    /// Pads such that the output is the input divided by the stride, rounded up: top, left, bottom, right.
    private func samePads(
        _ node: ONNXNode,
        _ kernel: [Int],
        _ strides: [Int],
        _ dilations: [Int],
        _ input: [Int],
        isUpper: Bool
    ) throws(ImportError) -> [Int] {
        guard kernel.allSatisfy({ (1...1 << 15).contains($0) }) else {
            throw node.error("a kernel of \(kernel)")
        }
        let totals = (0..<2).map { axis in
            let outputs = (input[2 + axis] + strides[axis] - 1) / strides[axis]
            let needed = (outputs - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1
            return max(0, needed - input[2 + axis])
        }
        let less = totals.map { $0 / 2 }
        let more = totals.map { $0 - $0 / 2 }
        return isUpper ? less + more : more + less
    }
}
