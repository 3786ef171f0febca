import Kernels

/// One convolution of a step: its weights, and which of the step's outputs it writes.
struct ConvolutionPart {
    /// `[outputs][inputs][kernel.height][kernel.width]`.
    let weights: [Float]
    /// `[outputs]`, or empty.
    let bias: [Float]
    let outputs: Int
    let activation: Activation
    /// Whether the step's second input is added before the activation.
    let addsResidual: Bool
}

/// The columns of one or several convolutions that read the same input: each begins a new group.
struct ConvolutionColumns {
    let parts: [ConvolutionPart]
    /// The first group of each part.
    private let firstGroups: [Int]
    let groups: Int

    init(_ parts: [ConvolutionPart]) {
        self.parts = parts
        var groups = 0
        var first: [Int] = []
        for part in parts {
            first.append(groups)
            groups += (part.outputs + Product.columnsOfGroup - 1) / Product.columnsOfGroup
        }
        firstGroups = first
        self.groups = groups
    }

    /// Calls a closure for every output channel with its column.
    func forEach(_ body: (_ part: ConvolutionPart, _ output: Int, _ column: Int) -> Void) {
        for (part, first) in zip(parts, firstGroups) {
            for output in 0..<part.outputs { body(part, output, first * Product.columnsOfGroup + output) }
        }
    }

    /// Lets the columns of a product go to the outputs of a step.
    func aim(_ product: Product, at context: LayerContext) {
        for (index, part) in parts.enumerated() {
            let blob = context.outputs[index]
            let residual = part.addsResidual ? context.inputs[1] : nil
            unsafe aim(
                part: index,
                of: product,
                at: blob.pointer,
                stride: blob.stride,
                bytes: blob.bytes,
                residual: residual
            )
        }
    }

    /// Lets the columns of a product of one part go to some memory, row after row.
    @unsafe func aim(_ product: Product, at out: UnsafeMutablePointer<Float>, stride: Int) {
        precondition(parts.count == 1 && !parts[0].addsResidual, "\(parts.count) parts")
        unsafe aim(part: 0, of: product, at: out, stride: stride, bytes: nil, residual: nil)
    }

    @unsafe private func aim(
        part index: Int,
        of product: Product,
        at out: UnsafeMutableRawPointer,
        stride: Int,
        bytes: Quantization?,
        residual: Blob?
    ) {
        let part = parts[index]
        let number = bytes == nil ? Number.float32 : .uint8
        for group in 0..<(part.outputs + Product.columnsOfGroup - 1) / Product.columnsOfGroup {
            let channel = group * Product.columnsOfGroup
            let columns = min(Product.columnsOfGroup, part.outputs - channel)
            unsafe product.setTarget(
                group: firstGroups[index] + group,
                columns: columns,
                out: out + channel * number.bytes,
                stride: stride,
                bytes: bytes,
                residual: residual.map { unsafe (UnsafePointer($0.pointer + channel), $0.stride) },
                activation: part.activation.part(channel..<channel + columns)
            )
        }
    }
}
