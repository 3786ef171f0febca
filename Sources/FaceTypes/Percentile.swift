extension Collection<Double> {
    /// The value that a share of the others, in `0...1`, does not exceed; 0 of nothing.
    public func percentile(_ share: Double) -> Double {
        let sorted = sorted()
        return sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * share)]
    }
}
