import Inference
import Kernels

/// Measures what a network bears: the range of every convolution's input, and how much each faster algorithm, taken
/// for one step alone, changes the results.
struct Calibrator {
    private let graph: Graph
    private let outputs: [String]
    private let workers: Workers
    private let samples: [[Float]]

    /// Makes a calibrator.
    ///
    /// - Parameters:
    ///   - graph: the network.
    ///   - outputs: those whose change counts.
    ///   - samples: inputs as `Network.run` takes them, at least one.
    ///   - workers: the threads that it may use.
    init(_ graph: Graph, outputs: [String], samples: [[Float]], workers: Workers) {
        precondition(samples.allSatisfy { $0.count == graph.inputShape.count }, "a sample of another size")
        (self.graph, self.outputs, self.samples, self.workers) = (graph, outputs, samples, workers)
    }

    /// How much of a sample's largest and smallest number a range reaches beyond: other pictures go further.
    private static let headroom: Float = 0.1

    /// Every algorithm with other numbers than floats, and the fastest kernels here that have it: a calibration is for other
    /// machines, too.
    private static func candidates(for size: ConvolutionSize) -> [(Algorithm, KernelSet)] {
        let kernels = KernelSet.InstructionSet.available.map(KernelSet.init)
        return Algorithm.all.filter { $0.number != .float32 }.compactMap { algorithm in
            kernels.last { Algorithm.fitting(size, $0).contains(algorithm) }.map { (algorithm, $0) }
        }
    }

    /// Measures.
    ///
    /// - Parameters:
    ///   - tolerance: an algorithm is allowed for a step if it alone changes no output by more, as the length of
    ///     the change over the length of the output, on average over the samples.
    ///   - report: gets each step's name, an algorithm and the change.
    /// - Returns: what was measured.
    /// - Throws: `InferenceError` as `Network` does.
    func calibrate(
        tolerance: Float,
        report: (_ layer: String, _ algorithm: String, _ change: Float) -> Void
    ) throws(InferenceError) -> Calibration {
        var apart = PlanOptions(workers: workers)
        apart.joinsSteps = false
        let exact = try Network(graph, outputs: outputs, apart)
        var inputs: [String: LayerInput] = [:]
        var expected: [[[Float]]] = []
        for sample in samples {
            for (name, input) in exact.layerInputs(of: sample) {
                inputs[name] = inputs[name]?.union(input) ?? input
            }
            expected.append(exact.values(of: outputs, on: sample))
        }
        var calibration = Calibration(layers: [:])
        for (name, input) in inputs {
            let range = input.range
            // Samples reach from end to end of what the network itself may read.
            let isFirst = exact.layersOfInput.contains(name)
            let room = isFirst ? 0 : (range.upperBound - range.lowerBound) * Self.headroom
            // What is never below 0 stays so.
            let low = range.lowerBound < 0 ? range.lowerBound - room : 0
            calibration.layers[name] = LayerCalibration(
                input: LayerInput(
                    range: low...max(low, range.upperBound + room),
                    // Sums and differences of numbers at both ends.
                    transformed: input.transformed.map { $0 * (1 + 2 * Self.headroom) }
                ),
                allowed: []
            )
        }
        for step in exact.convolutions {
            for (algorithm, kernels) in Self.candidates(for: step.size) {
                var options = PlanOptions(workers: workers, kernels: kernels, calibration: calibration)
                for name in step.names { options.forced[name] = algorithm }
                let network = try Network(graph, outputs: outputs, options)
                let changes = zip(samples, expected).map { sample, expected in
                    // The output that changes most.
                    zip(network.values(of: outputs, on: sample), expected).map { $0.change(from: $1) }.max()
                        ?? 0
                }
                let mean = Float(changes.reduce(0, +)) / Float(samples.count)
                report(step.names.joined(separator: " + "), algorithm.name, mean)
                guard mean <= tolerance else { continue }
                for name in step.names { calibration.layers[name]?.allowed.append(algorithm.name) }
            }
        }
        return calibration
    }
}
