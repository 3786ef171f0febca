/// A face as a point on the unit sphere: near points are alike.
public struct Embedding: Sendable, Hashable {
    /// How many numbers an embedding has.
    public static let dimensions = 128

    /// The numbers; their squares sum to 1.
    ///
    /// They stand in the value itself, so that making one allocates nothing.
    public let numbers: [128 of Float]

    /// The numbers as an array.
    public var values: [Float] { numbers.indices.map { numbers[$0] } }

    /// Makes an embedding from 128 numbers.
    public init(_ values: Span<Float>) {
        precondition(values.count == Self.dimensions, "an embedding of \(values.count) numbers")
        numbers = [128 of Float] { values[$0] }
    }

    /// Makes an embedding from 128 numbers.
    public init(values: [Float]) { self.init(values.span) }

    /// Whether all numbers are the same.
    public static func == (a: Embedding, b: Embedding) -> Bool {
        a.numbers.indices.allSatisfy { a.numbers[$0] == b.numbers[$0] }
    }

    /// Hashes the numbers.
    public func hash(into hasher: inout Hasher) { for i in numbers.indices { hasher.combine(numbers[i]) } }
}
