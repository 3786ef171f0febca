/// A face as a point on the unit sphere: near points are alike.
public struct Embedding: Sendable, Hashable {
    /// The most numbers that an embedding may have.
    public static let capacity = 512

    /// How many numbers it has.
    public let count: Int
    /// The numbers, and zeros behind them.
    ///
    /// They stand in the value itself, so that making one allocates nothing.
    private let storage: [512 of Float]

    /// The numbers as an array; their squares sum to 1.
    public var values: [Float] { (0..<count).map { storage[$0] } }

    /// Makes an embedding from at most `capacity` numbers, each times a factor.
    public init(_ values: Span<Float>, scaledBy factor: Float = 1) {
        precondition((1...Self.capacity).contains(values.count), "an embedding of \(values.count) numbers")
        count = values.count
        storage = [512 of Float] { $0 < values.count ? values[$0] * factor : 0 }
    }

    /// Makes an embedding from at most `capacity` numbers.
    public init(values: [Float]) { self.init(values.span) }

    /// The unit vector in the middle between two of the same length; nil where they are opposite.
    public func middle(to other: Embedding) -> Embedding? {
        precondition(count == other.count, "the middle between \(count) and \(other.count) numbers")
        var square: Float = 0
        for i in 0..<count {
            let sum = storage[i] + other.storage[i]
            square += sum * sum
        }
        guard square > 0, square.isFinite else { return nil }
        let factor = 1 / square.squareRoot()
        return Embedding(count: count, [512 of Float] { (storage[$0] + other.storage[$0]) * factor })
    }

    /// The unit vector in the direction of the weighted mean of some of the same length; nil where they cancel out.
    public init?(weightedMean parts: [(embedding: Embedding, weight: Float)]) {
        guard let count = parts.first?.embedding.count else { return nil }
        precondition(
            parts.allSatisfy { $0.embedding.count == count },
            "a mean of embeddings of several embedders"
        )
        var sums = [512 of Float](repeating: 0)
        for part in parts.indices {
            for i in 0..<count { sums[i] += parts[part].embedding.storage[i] * parts[part].weight }
        }
        var square: Float = 0
        for i in 0..<count { square += sums[i] * sums[i] }
        guard square > 0, square.isFinite else { return nil }
        let factor = 1 / square.squareRoot()
        for i in 0..<count { sums[i] *= factor }
        self.init(count: count, sums)
    }

    private init(count: Int, _ storage: [512 of Float]) { (self.count, self.storage) = (count, storage) }

    /// Lends the numbers of this one and of another; a closure that had one of them inside would hold a copy.
    public func withNumbers<Result>(
        and other: Embedding,
        _ body: (_ own: Span<Float>, _ others: Span<Float>) -> Result
    ) -> Result {
        body(storage.span.extracting(first: count), other.storage.span.extracting(first: other.count))
    }

    /// Lends the numbers.
    public func withNumbers<Result>(_ body: (Span<Float>) -> Result) -> Result {
        body(storage.span.extracting(first: count))
    }

    /// Whether all numbers are the same.
    public static func == (a: Embedding, b: Embedding) -> Bool {
        a.count == b.count && (0..<a.count).allSatisfy { a.storage[$0] == b.storage[$0] }
    }

    /// Hashes the numbers.
    public func hash(into hasher: inout Hasher) { for i in 0..<count { hasher.combine(storage[i]) } }
}
