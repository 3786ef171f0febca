public import Kernels

/// All that decides how a network is computed.
public struct PlanOptions: Sendable {
    /// The threads that compute; networks made with the same options share them.
    public let crew: Crew
    /// The instruction set.
    public var kernels: KernelSet
    /// Which numbers.
    public var precision: Precision
    /// What `int8` and `auto` need.
    public var calibration: Calibration?
    /// Corrects the cost model.
    public var tuning: Tuning
    /// By which way convolutions are computed.
    public var method = ConvolutionMethod.standard

    /// Makes options with a crew of their own.
    public init(
        workers: Workers,
        kernels: KernelSet = .current,
        precision: Precision = .fp32,
        calibration: Calibration? = nil,
        tuning: Tuning = Tuning()
    ) {
        crew = Crew(workers)
        (self.kernels, self.precision, self.calibration) = (kernels, precision, calibration)
        self.tuning = tuning
    }

    /// Algorithms that are taken for some layers whatever they cost, for measuring.
    package var forced: [String: Algorithm] = [:]
    /// Whether a convolution may become one step with a pooling behind it, or write bytes for the next one; not where
    /// convolutions are measured.
    package var joinsSteps = true

    /// Returns the algorithm for a convolution step.
    ///
    /// - Parameters:
    ///   - size: its size.
    ///   - layers: the names of the convolutions that it computes.
    /// - Returns: the fastest that is allowed.
    func algorithm(for size: ConvolutionSize, layers: [String]) -> Algorithm {
        let fitting = Algorithm.fitting(size, kernels)
        if let algorithm = layers.lazy.compactMap({ forced[$0] }).first, fitting.contains(algorithm) {
            return algorithm
        }
        guard method == .auto else { return size.isDepthwise ? .depthwise(.float32) : .im2col }
        let allowed = fitting.filter { $0 != .im2col && isAllowed($0, layers) }
        let model = CostModel(kernels: kernels, threads: crew.count)
        let measured = tuning.times[size.name] ?? [:]
        // Measured times decide only where all candidates have one: cycles and milliseconds do not compare.
        let usesTimes = allowed.allSatisfy { measured[$0.name] != nil }
        func cost(_ algorithm: Algorithm) -> Double {
            usesTimes ? measured[algorithm.name] ?? .infinity : model.cycles(size, algorithm)
        }
        return allowed.min { cost($0) < cost($1) } ?? .direct(.float32)
    }

    /// What some convolutions read; from -1 to 1 where that was never calibrated.
    func input(of layers: [String]) -> LayerInput {
        let known = layers.compactMap { calibration?.layers[$0]?.input }
        guard let first = known.first, known.count == layers.count else { return LayerInput(range: -1...1) }
        return known.dropFirst().reduce(first) { $0.union($1) }
    }

    private func isAllowed(_ algorithm: Algorithm, _ layers: [String]) -> Bool {
        let isExact = algorithm.number == .float32
        switch precision {
        case .fp32: return isExact
        case .bf16: return isExact || algorithm.number == .bfloat16
        case .int8: return isExact || algorithm.number == .uint8 && isGood(algorithm, layers)
        case .auto: return isExact || isGood(algorithm, layers)
        }
    }

    private func isGood(_ algorithm: Algorithm, _ layers: [String]) -> Bool {
        layers.allSatisfy { calibration?.layers[$0]?.allowed.contains(algorithm.name) ?? false }
    }
}
