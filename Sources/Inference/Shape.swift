public import Kernels

/// The size of a value, outermost extent first; that of a picture is `[1, channels, height, width]`.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
    /// The most numbers that one value may have: 1 GiB of floats is far above any real picture network.
    public static let maximumCount = 1 << 28

    /// The extents, outermost first; each at least 1.
    public let extents: [Int]

    /// Checks extents from outside; nil where one is below 1 or the product is above `maximumCount`.
    public init?(checking extents: [Int]) {
        var count = 1
        for extent in extents {
            guard extent >= 1, extent <= Self.maximumCount else { return nil }
            count *= extent
            guard count <= Self.maximumCount else { return nil }
        }
        self.extents = extents
    }

    /// Makes a shape from extents that are known to be good.
    public init(_ extents: Int...) {
        guard let shape = Shape(checking: extents) else { preconditionFailure("a shape of \(extents)") }
        self = shape
    }

    /// Whether it is one picture, `[1, channels, height, width]`.
    public var isPicture: Bool { rank == 4 && extents[0] == 1 }
    /// How many numbers.
    public var count: Int { extents.reduce(1, *) }
    /// How many extents.
    public var rank: Int { extents.count }
    /// The second extent, 1 where there is none.
    public var channels: Int { rank > 1 ? extents[1] : 1 }
    /// The third and fourth extents, 1 where there are none.
    public var spatial: Extent {
        Extent(height: rank > 2 ? extents[2] : 1, width: rank > 3 ? extents[3] : 1)
    }
    /// The product of all extents from the third on.
    public var plane: Int { extents.dropFirst(2).reduce(1, *) }

    /// The extents in brackets.
    public var description: String { "\(extents)" }
}
