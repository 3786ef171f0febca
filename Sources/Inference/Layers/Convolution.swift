public import Kernels

/// Cross-correlation, of all channels or within groups of them.
///
/// The optimizer may give one of a single group a second input, which is added before the activation.
public struct Convolution: LayerOperation {
    /// The windows.
    public var window: WindowParameters
    /// How many channels the output has.
    public var outputs: Int
    /// `[outputs][inputs / groups][kernel.height][kernel.width]`.
    public var weights: [Float]
    /// `[outputs]`, or empty.
    public var bias: [Float]
    /// Into how many groups of equal size inputs and outputs fall; each output reads its group only.
    public var groups: Int
    /// What becomes of the sums.
    public var activation: Activation

    /// Makes an operation.
    public init(
        _ window: WindowParameters,
        outputs: Int,
        weights: [Float],
        bias: [Float],
        groups: Int = 1,
        activation: Activation = .none
    ) {
        (self.window, self.outputs, self.weights, self.bias) = (window, outputs, weights, bias)
        (self.groups, self.activation) = (groups, activation)
    }

    var name: String {
        let kind = groups == 1 ? "conv" : groups == outputs ? "conv-depthwise" : "conv-grouped"
        return window.dilation == Extent(1) ? kind : "\(kind)-dilated"
    }
    var leavesGaps: Bool { true }

    func outputShape(of inputs: InputShapes) throws(InferenceError) -> Shape {
        let input = inputs.first
        try inputs.require(input.isPicture, "a convolution needs [1, channels, height, width]")
        try inputs.require(
            groups >= 1 && input.channels.isMultiple(of: groups) && outputs.isMultiple(of: groups),
            "\(groups) groups of \(input.channels) channels and \(outputs) outputs"
        )
        let channels = input.channels / groups
        let output = try window.window(over: input, node: inputs.node).output
        let (kernel, padding, after) = (window.kernel, window.padding, window.paddingAfter)
        let taps = kernel.height * kernel.width
        let expected = try inputs.shape([max(outputs, 0), channels, taps])
        try inputs.require(
            weights.count == expected.count,
            "\(weights.count) weights, \(expected.count) are needed for [\(outputs), \(channels), "
                + "\(kernel.height), \(kernel.width)]"
        )
        try inputs.require(
            bias.isEmpty || bias.count == outputs,
            "\(bias.count) biases for \(outputs) outputs"
        )
        try inputs.require(taps <= Patches.mostTaps, "a window has at most \(Patches.mostTaps) taps")
        try inputs.require(
            channels * taps * Product.columns(for: outputs / groups) * groups <= Shape.maximumCount,
            "its weights need too much memory"
        )
        try inputs.require(
            activation.slopes.count <= 1 || activation.slopes.count == outputs,
            "\(activation.slopes.count) slopes for \(outputs) outputs"
        )
        // What a copy with a border of its own would take.
        let bordered =
            (input.spatial.height + padding.height + after.height)
            * (input.spatial.width + padding.width + after.width)
        try inputs.require(
            bordered * input.channels <= Shape.maximumCount,
            "its border needs too much memory"
        )
        return try inputs.shape([1, outputs, output.height, output.width])
    }

    func multiplyAdds(input: Shape, output: Shape) -> Int {
        outputs * output.plane * input.channels / groups * window.kernel.height * window.kernel.width
    }

    /// A bias for each output.
    var biases: [Float] { bias.isEmpty ? [Float](repeating: 0, count: outputs) : bias }

    /// Part of the outputs' numbers.
    private func part(_ group: Int, addsResidual: Bool) -> ConvolutionPart {
        let own = group * outputs / groups..<(group + 1) * outputs / groups
        let perOutput = weights.count / outputs
        return ConvolutionPart(
            weights: Array(weights[own.lowerBound * perOutput..<own.upperBound * perOutput]),
            bias: bias.isEmpty ? [] : Array(bias[own]),
            outputs: own.count,
            activation: activation.part(own),
            addsResidual: addsResidual
        )
    }

    /// The size of the step that computes this one and others of the same value.
    func size(over input: Shape, among all: [Convolution]) -> ConvolutionSize {
        var window = window.checkedWindow(over: input)
        let isDepthwise = groups > 1 && groups == input.channels && groups == outputs
        if !isDepthwise { window.channels /= groups }
        return ConvolutionSize(
            window: window,
            outside: self.window.outside,
            columns: all.reduce(0) { $0 + Product.columns(for: $1.outputs / (isDepthwise ? 1 : groups)) },
            hasGaps: groups > 1 && !isDepthwise,
            isDepthwise: isDepthwise
        )
    }

    /// Plans one step for this and for all later ones that slide the same window over the same value; for each
    /// group one, unless each is a single channel.
    func lower(_ value: Graph.Value, in planner: inout Planner) {
        var step = planner.step(of: self, at: value)
        guard !step.size.isDepthwise else {
            return planner.add(step) { context, _ in depthwiseLayer(context, step) }
        }
        let columns = (0..<groups).map { group in
            ConvolutionColumns(
                step.convolutions.compactMap { value in
                    planner.convolution(at: value)?.part(
                        group,
                        addsResidual: planner.inputs(of: value).count > 1
                    )
                }
            )
        }
        let mayPool =
            planner.options.joinsSteps && step.algorithm.isDirect && groups == 1
            && step.convolutions.count == 1
        let pool = mayPool ? planner.pool(after: value) : nil
        step.pool = pool?.value
        planner.add(step) { layer($0, columns[$1], step, pool) }
    }

    /// The layer of a convolution in which each channel reads only itself.
    private func depthwiseLayer(_ context: LayerContext, _ step: ConvolutionStep) -> any Layer {
        step.algorithm.number == .uint8
            ? ByteDepthwiseConvolutionLayer(context, self, step.size, step.quantization)
            : DepthwiseConvolutionLayer(context, self, step.size.window)
    }

    /// The layer of one group of channels.
    private func layer(
        _ context: LayerContext,
        _ columns: ConvolutionColumns,
        _ step: ConvolutionStep,
        _ pool: (value: Graph.Value, kind: Pooling, window: Window)?
    ) -> any Layer {
        let size = step.size
        switch step.algorithm {
        case .im2col: return Im2colConvolutionLayer(context, size: size, columns: columns)
        case .direct(let number, let sums):
            let windows = WindowProduct(
                context,
                size: size,
                columns: columns,
                number: number,
                sums: sums,
                quantization: step.quantization
            )
            guard let pool else { return DirectConvolutionLayer(context, columns: columns, windows) }
            return PooledConvolutionLayer(context, columns: columns, windows, pool.kind, pool.window)
        case .winograd(let tile, let number):
            guard let filtering = WinogradFiltering(tile: tile, size.window) else {
                preconditionFailure("tiles of \(tile) for \(size.window)")
            }
            return WinogradConvolutionLayer(
                context,
                window: size.window,
                columns: columns,
                number: number,
                filtering: filtering,
                input: step.input
            )
        case .depthwise: preconditionFailure("\(size.name) is not depthwise")
        }
    }
}

extension Planner {
    /// The pooling that alone reads a convolution's output, if there is one.
    fileprivate func pool(after value: Graph.Value) -> (value: Graph.Value, kind: Pooling, window: Window)? {
        guard inputs(of: value).count == 1, let reader = onlyReader(of: value),
            case .pool(let pool) = graph.nodes[reader - 1].operation
        else { return nil }
        let window = pool.window.checkedWindow(over: shape(of: value))
        return PooledConvolutionLayer.fits(window) ? (reader, pool.kind, window) : nil
    }
}
