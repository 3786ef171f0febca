public import FaceTypes

/// A part of a frame that the detector looks at by itself, in whole pixels.
public struct Tile: Sendable, Hashable {
    /// The left edge.
    public let x: Int
    /// The top edge.
    public let y: Int
    /// The width, at least 1.
    public let width: Int
    /// The height, at least 1.
    public let height: Int

    /// Makes a tile.
    public init(x: Int, y: Int, width: Int, height: Int) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// Whether a box in the frame is cut by one of the tile's edges that is not the frame's: another tile
    /// has it whole.
    func cuts(_ box: Box, frameWidth: Int, frameHeight: Int) -> Bool {
        let (right, bottom) = (x + width, y + height)
        return (x > 0 && box.x <= Float(x)) || (y > 0 && box.y <= Float(y))
            || (right < frameWidth && box.maxX >= Float(right))
            || (bottom < frameHeight && box.maxY >= Float(bottom))
    }

    /// Whether a box lies inside.
    public func contains(_ box: Box) -> Bool {
        box.x >= Float(x) && box.y >= Float(y) && box.maxX <= Float(x + width)
            && box.maxY <= Float(y + height)
    }
}

/// Divides frames that are larger than the detector's input into overlapping tiles, in which small faces are
/// large enough.
public enum TilePlan {
    /// The side of the detector's input, in pixels.
    static let inputSide = 300
    /// The least side of a face that the detector finds, in pixels of its input; measured by
    /// Tests/Golden/small_faces.py.
    static let leastFace = 17.0
    /// The side of the smallest tiles: a face of 40 pixels, the least that is recognized, is 20 in the
    /// detector's input.
    static let side = 600
    /// The share of a tile that the next one has, too: as much as the least face that larger tiles find.
    static let overlap = 0.2

    /// All tiles of a frame but the whole; none for a small frame.
    public static func tiles(width: Int, height: Int) -> [Tile] {
        let least = leastFace * Double(max(width, height)) / Double(inputSide)
        // Of a frame that is hardly larger than a tile all is seen at once.
        guard Double(max(width, height)) > 1.2 * Double(side) else { return [] }
        var tiles: [Tile] = []
        var side = Self.side
        while true {
            tiles += Self.tiles(width: width, height: height, side: side)
            // Faces that are too large to lie whole in one of these are found in the whole picture, or in
            // larger tiles.
            guard least > overlap * Double(side) else { return tiles }
            side *= 2
        }
    }

    private static func tiles(width: Int, height: Int, side: Int) -> [Tile] {
        let columns = starts(width, side)
        return starts(height, side).flatMap { y in
            columns.map { x in Tile(x: x, y: y, width: min(side, width), height: min(side, height)) }
        }
    }

    /// Where tiles begin along one side of the frame, evenly.
    private static func starts(_ length: Int, _ side: Int) -> [Int] {
        let step = Double(side) * (1 - overlap)
        // A little more than a tile is not worth another one.
        let count = length <= side + side / 20 ? 1 : Int((Double(length - side) / step).rounded(.up)) + 1
        guard count > 1 else { return [0] }
        return (0..<count).map { ($0 * (length - side)) / (count - 1) }
    }

    /// A tile of its own for a face that is known to be there or near: it is a sixth of its side.
    public static func tile(around box: Box, width: Int, height: Int) -> Tile {
        // Far outside of every picture a pixel more or less does not matter, but must fit an integer.
        func pixel(_ position: Float) -> Int { Int(max(-1e6, min(1e6, position))) }
        let side = min(min(width, height), max(inputSide, pixel(6 * max(box.width, box.height, 1))))
        func start(_ middle: Float, _ length: Int) -> Int {
            max(0, min(length - side, pixel(middle) - side / 2))
        }
        return Tile(x: start(box.center.x, width), y: start(box.center.y, height), width: side, height: side)
    }

    /// Whether the whole picture shows a face of that size large enough.
    public static func isFoundInWhole(_ box: Box, width: Int, height: Int) -> Bool {
        let scale = Float(inputSide)
        return min(box.width * scale / Float(width), box.height * scale / Float(height)) >= Float(leastFace)
    }
}
