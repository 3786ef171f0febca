/// What has been measured about the products of one network: how its values are written as bytes, and which layers
/// bear which numbers.
public struct Calibration: Sendable {
    /// For each convolution, by name.
    public var layers: [String: LayerCalibration]

    /// Makes a calibration.
    public init(layers: [String: LayerCalibration]) { self.layers = layers }
}

/// What a convolution has read.
public struct LayerInput: Sendable, Hashable {
    /// The least and the largest number.
    public var range: ClosedRange<Float>
    /// How large the numbers are at most that Winograd's tiles of 2x2 outputs make of it, for each kind of product; empty where
    /// there are no such tiles, or nobody has measured it.
    public var transformed: [Float]

    /// Makes the description of an input.
    public init(range: ClosedRange<Float>, transformed: [Float] = []) {
        (self.range, self.transformed) = (range, transformed)
    }

    /// What two inputs together have.
    package func union(_ other: LayerInput) -> LayerInput {
        let low = min(range.lowerBound, other.range.lowerBound)
        let high = max(range.upperBound, other.range.upperBound)
        let isMeasured = transformed.count == other.transformed.count
        return LayerInput(
            range: low...high,
            transformed: isMeasured ? zip(transformed, other.transformed).map { max($0, $1) } : []
        )
    }
}

/// What has been measured about one convolution.
public struct LayerCalibration: Sendable, Hashable {
    /// Its input.
    public var input: LayerInput
    /// The algorithms, by name, whose error is small enough; `auto` takes no other.
    public var allowed: [String]

    /// Makes a layer's calibration.
    public init(input: LayerInput, allowed: [String]) {
        self.input = input
        self.allowed = allowed
    }
}
