import Inference

extension Network {
    /// Runs the network on an input, and returns the values of some outputs.
    func values(of outputs: [String], on sample: [Float]) -> [[Float]] {
        run { input in
            for i in sample.indices { input[i] = sample[i] }
        } reading: { result in
            outputs.map { result.values(of: $0) }
        }
    }
}

extension [Float] {
    /// The length of the difference from what was expected over the length of that.
    func change(from expected: [Float]) -> Double {
        let change = zip(self, expected).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
        let length = expected.reduce(0.0) { $0 + Double($1) * Double($1) }
        return (change / Swift.max(length, .leastNormalMagnitude)).squareRoot()
    }
}
