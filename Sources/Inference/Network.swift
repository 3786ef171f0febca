public import Kernels
import Synchronization

/// A network that is ready to run on one picture at a time.
@safe public final class Network: @unchecked Sendable {
    // Sendable because `turn` lets one run at a time touch the plan's memory.

    private let plan: Plan
    private let turn = Mutex(())

    /// The shape of the input.
    public let inputShape: Shape
    /// Multiplications with an addition that a run takes.
    public let multiplyAdds: Int
    /// Plans a graph: optimizes it, and allocates all that its runs will need.
    ///
    /// - Parameters:
    ///   - graph: what is to be computed.
    ///   - outputs: which of the graph's outputs are wanted; the nodes that only others need are left out.
    ///   - options: how it is to be computed.
    /// - Throws: `InferenceError.unknownOutput`, or `.tooLarge`.
    public init(_ graph: Graph, outputs: [String], _ options: PlanOptions) throws(InferenceError) {
        let wanted = try graph.keeping(outputs: outputs)
        inputShape = graph.inputShape
        multiplyAdds = wanted.multiplyAdds
        var planner = Planner(Optimizer.optimized(wanted), options)
        plan = try planner.plan()
    }

    /// Fills the input, runs all layers, and reads the outputs; calls from several threads take turns.
    ///
    /// Allocates nothing of its own.
    ///
    /// - Parameters:
    ///   - fill: gets the input, `inputShape.count` floats that hold an earlier run's values: for a picture
    ///     `[height][width][channels]`, else in the shape's order.
    ///   - read: gets the outputs, which are valid until it returns.
    /// - Returns: what `read` made of them.
    public func run<Result>(
        filling fill: (inout MutableSpan<Float>) -> Void,
        reading read: (Outputs) -> Result
    ) -> Result {
        turn.withLock { _ in
            let input = unsafe plan.input.values
            var span = unsafe input.mutableSpan
            fill(&span)
            plan.crew.run { for step in plan.steps { step.layer.run() } }
            return read(Outputs(blobs: plan.outputs))
        }
    }

    /// The outputs of one run.
    public struct Outputs {
        let blobs: [String: Blob]

        /// What can be read.
        var names: [String] { Array(blobs.keys) }

        /// Gives the values of an output to a closure.
        public func withValues<Result>(of name: String, _ body: (Span<Float>) -> Result) -> Result {
            guard let blob = blobs[name] else { preconditionFailure("output '\(name)' was not asked for") }
            let values = unsafe UnsafeBufferPointer(blob.values)
            return unsafe body(values.span)
        }

        /// Returns a copy of an output's values.
        public func values(of name: String) -> [Float] {
            withValues(of: name) { span in span.indices.map { span[$0] } }
        }
    }
}

extension Network {
    /// How each step of convolutions is computed.
    package var convolutions: [Convolutions] { plan.steps.compactMap(\.description.convolutions) }

    /// The convolutions that read the network's input itself.
    package var layersOfInput: [String] {
        let first = unsafe plan.input.pointer
        return plan.steps.filter { unsafe $0.input.pointer == first }.flatMap {
            $0.description.convolutions?.names ?? []
        }
    }

    /// Runs the network, and returns what each convolution read.
    package func layerInputs(of sample: [Float]) -> [(layer: String, input: LayerInput)] {
        turn.withLock { _ in
            let input = unsafe plan.input.values
            for i in sample.indices { unsafe input[i] = sample[i] }
            var inputs: [(layer: String, input: LayerInput)] = []
            for step in plan.steps {
                if let convolutions = step.description.convolutions {
                    let picture = step.input.picture
                    let window = convolutions.size.window
                    let filtering = Algorithm.bytesFiltering(window)
                    let read = LayerInput(
                        range: (picture.min() ?? 0)...(picture.max() ?? 0),
                        transformed: filtering?.largestInputs(of: picture.span, window) ?? []
                    )
                    for name in convolutions.names { inputs.append((name, read)) }
                }
                step.layer.run()
            }
            return inputs
        }
    }
}

extension Network {
    /// How long one layer took.
    public struct LayerTiming: Sendable {
        /// The layer's name in the model file.
        public let name: String
        /// The kind of operation.
        public let operation: String
        /// How a convolution is computed; empty for other layers.
        public let algorithm: String
        /// What a convolution's products are made of.
        public let number: Number?
        /// The shape of its first input.
        public let inputShape: Shape
        /// The shape of its output.
        public let outputShape: Shape
        /// Multiplications with an addition.
        public let multiplyAdds: Int
        /// Milliseconds of each run.
        public let milliseconds: [Double]
    }

    /// Runs the network several times on whatever the input holds, and times each layer.
    public func timedRuns(_ count: Int) -> [LayerTiming] {
        turn.withLock { _ in
            var times = [[Double]](repeating: [], count: plan.steps.count)
            let clock = ContinuousClock()
            for _ in 0..<count {
                plan.crew.run {
                    for (index, step) in plan.steps.enumerated() {
                        let elapsed = clock.measure { step.layer.run() }
                        times[index].append(Double(elapsed.components.attoseconds) / 1e15)
                    }
                }
            }
            return zip(plan.steps, times).map { step, times in
                LayerTiming(
                    name: step.description.name,
                    operation: step.description.operation,
                    algorithm: step.description.convolutions?.algorithm.name ?? "",
                    number: step.description.convolutions?.algorithm.number,
                    inputShape: step.description.inputShape,
                    outputShape: step.description.outputShape,
                    multiplyAdds: step.description.multiplyAdds,
                    milliseconds: times
                )
            }
        }
    }
}
