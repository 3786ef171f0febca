/// What has been measured about the products of one network: how its values are written as bytes, and which layers
/// bear which numbers.
public struct Calibration: Sendable {
    /// For each convolution, by name.
    public var layers: [String: LayerCalibration]

    /// Makes a calibration.
    public init(layers: [String: LayerCalibration]) { self.layers = layers }
}

/// What has been measured about one convolution.
public struct LayerCalibration: Sendable, Hashable {
    /// The least and the largest number of its input.
    public var range: ClosedRange<Float>
    /// The algorithms, by name, whose error is small enough; `auto` takes no other.
    public var allowed: [String]

    /// Makes a layer's calibration.
    public init(range: ClosedRange<Float>, allowed: [String]) {
        self.range = range
        self.allowed = allowed
    }
}
