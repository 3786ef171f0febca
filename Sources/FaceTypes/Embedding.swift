/// A face as a point on the unit sphere: near points are alike.
public struct Embedding: Sendable, Hashable {
    /// How many numbers an embedding has.
    public static let dimensions = 128

    /// The numbers; their squares sum to 1.
    public let values: [Float]

    /// Makes an embedding from 128 numbers.
    public init(values: [Float]) {
        precondition(values.count == Self.dimensions, "an embedding of \(values.count) numbers")
        self.values = values
    }
}
