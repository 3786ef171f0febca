import Kernels

// What convolutions plan themselves with: those of one value together, and bytes for those that read such.
extension Planner {
    /// The convolution that computes a value; nil where another operation does.
    func convolution(at value: Graph.Value) -> Convolution? {
        guard case .convolution(let convolution) = graph.nodes[value - 1].operation else { return nil }
        return convolution
    }

    /// How a convolution is computed, together with others of the same value.
    mutating func step(of convolution: Convolution, at value: Graph.Value) -> ConvolutionStep {
        if let known = steps[value] { return known }
        let values = [value] + siblings(of: convolution, at: value)
        let size = convolution.size(
            over: shape(of: inputs(of: value)[0]),
            among: values.compactMap(convolution(at:))
        )
        let names = values.map(name(of:))
        let algorithm = options.algorithm(for: size, layers: names)
        let step = ConvolutionStep(
            convolutions: values,
            size: size,
            groups: size.isDepthwise ? 1 : convolution.groups,
            algorithm: algorithm,
            input: options.input(of: names)
        )
        for value in values { steps[value] = step }
        return step
    }

    /// Later convolutions of all channels that slide the same window over the same value.
    private func siblings(of own: Convolution, at value: Graph.Value) -> [Graph.Value] {
        let inputs = inputs(of: value)
        guard own.groups == 1, inputs.count == 1 else { return [] }
        return nodesReading(inputs[0]).filter { other in
            guard let convolution = convolution(at: other), convolution.groups == 1 else { return false }
            return other > value && !isDone(other) && convolution.window == own.window
                && self.inputs(of: other) == inputs
        }
    }

    /// How a value is written as bytes; nil where somebody reads floats, or other bytes.
    private mutating func bytes(of value: Graph.Value) -> Quantization? {
        guard options.joinsSteps, joined[value] == nil else { return nil }
        let reading = nodesReading(value)
        // Who is no node reads an output.
        guard readers[value] == reading.count else { return nil }
        var bytes: Quantization?
        for reader in reading {
            guard let convolution = convolution(at: reader), inputs(of: reader)[0] == value else {
                return nil
            }
            let step = step(of: convolution, at: reader)
            guard step.readsBytes, bytes == nil || bytes == step.quantization else { return nil }
            bytes = step.quantization
        }
        return bytes
    }

    /// Adds a step of convolutions, for each group of channels one.
    mutating func add(
        _ step: ConvolutionStep,
        make: @escaping (LayerContext, _ group: Int) -> any Layer
    ) {
        let groups = step.groups
        let convolutions = step.convolutions.map { graph.nodes[$0 - 1] }
        let values = step.values
        let nodes = values.map { graph.nodes[$0 - 1] }
        let inputs = nodes[0].inputs.map { lowering.placement(of: $0, as: .interleaved) }
        let written = step.pool.map { [$0] } ?? step.convolutions
        let targets = written.map { value in
            target(of: value, .interleaved, bytes: step.writesBytes ? bytes(of: value) : nil)
        }
        let channels = targets.reduce(0) { $0 + $1.shape.channels } / groups
        let spatial = targets[0].shape.spatial
        for group in 0..<groups {
            lowering.add(
                Draft(
                    description: StepDescription(
                        name: nodes.map(\.name).joined(separator: " + "),
                        operation: nodes[0].operation.name + (step.pool == nil ? "" : "-pool"),
                        inputShape: shape(of: nodes[0].inputs[0]),
                        outputShape: Shape(1, channels, spatial.height, spatial.width),
                        multiplyAdds: nodes.reduce(0) { $0 + graph.multiplyAdds(of: $1) } / groups,
                        convolutions: Convolutions(
                            names: convolutions.map(\.name),
                            size: step.size,
                            algorithm: step.algorithm
                        )
                    ),
                    inputs: inputs.map { $0.part(group, of: groups) },
                    outputs: targets.map { $0.part(group, of: groups) },
                    isConstant: false,
                    make: { make($0, group) }
                )
            )
        }
        for (value, target) in zip(written, targets) { lowering.place(value, at: target) }
        done.formUnion(values)
    }
}
