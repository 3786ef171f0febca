import FaceTypes
import Inference

/// Measures every algorithm on every convolution of a network, where it runs: between the layers around it.
enum Tuner {
    /// Measures.
    ///
    /// - Parameters:
    ///   - graph: the network.
    ///   - outputs: those of its outputs that will be wanted.
    ///   - options: the threads and the instruction set.
    ///   - runs: how often each algorithm runs.
    /// - Returns: the median times.
    /// - Throws: `InferenceError` as `Network` does.
    static func tune(
        _ graph: Graph,
        outputs: [String],
        _ options: PlanOptions,
        runs: Int
    ) throws(InferenceError) -> Tuning {
        var tuning = Tuning()
        var options = options
        options.joinsSteps = false
        let standard = try Network(graph, outputs: outputs, options)
        for algorithm in Algorithm.all {
            var options = options
            for step in standard.convolutions {
                for name in step.names { options.forced[name] = algorithm }
            }
            let network = try Network(graph, outputs: outputs, options)
            // Warm: caches, and the processor's clock.
            _ = network.timedRuns(3)
            let times = network.timedRuns(runs).filter { !$0.algorithm.isEmpty }
            for (step, time) in zip(network.convolutions, times) where step.algorithm == algorithm {
                let median = time.milliseconds.percentile(0.5)
                let known = tuning.times[step.size.name]?[algorithm.name] ?? .infinity
                tuning.times[step.size.name, default: [:]][algorithm.name] = min(known, median)
            }
        }
        return tuning
    }
}
