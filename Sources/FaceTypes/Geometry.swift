/// A position in a frame, in pixels; (0, 0) is the top left corner.
public struct Point: Sendable, Hashable {
    /// Pixels to the right.
    public var x: Float
    /// Pixels down.
    public var y: Float

    /// Makes a point.
    public init(x: Float, y: Float) {
        self.x = x
        self.y = y
    }
}

/// A rectangle in a frame, in pixels; it may reach past the frame's edges.
public struct Box: Sendable, Hashable, Codable {
    /// The left edge.
    public var x: Float
    /// The top edge.
    public var y: Float
    /// The width.
    public var width: Float
    /// The height.
    public var height: Float

    private enum CodingKeys: String, CodingKey {
        case x, y
        case width = "w"
        case height = "h"
    }

    /// Makes a box.
    public init(x: Float, y: Float, width: Float, height: Float) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    /// The right edge.
    public var maxX: Float { x + width }
    /// The bottom edge.
    public var maxY: Float { y + height }
    /// The middle.
    public var center: Point { Point(x: x + width / 2, y: y + height / 2) }
    /// The area in square pixels; 0 for a box turned inside out.
    public var area: Float { max(0, width) * max(0, height) }

    /// Returns the common part of two boxes; its area is 0 where they do not meet.
    public func intersection(_ other: Box) -> Box {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Box(
            x: left,
            y: top,
            width: max(0, min(maxX, other.maxX) - left),
            height: max(0, min(maxY, other.maxY) - top)
        )
    }

    /// Returns the intersection over union of two boxes, in `0...1`.
    public func intersectionOverUnion(with other: Box) -> Float {
        let common = intersection(other).area
        let union = area + other.area - common
        return union > 0 ? common / union : 0
    }

    /// Returns the share of this box that lies inside a frame of the given size, in `0...1`.
    public func visibleShare(width frameWidth: Int, height frameHeight: Int) -> Float {
        let frame = Box(x: 0, y: 0, width: Float(frameWidth), height: Float(frameHeight))
        return area > 0 ? intersection(frame).area / area : 0
    }

    /// Returns the box grown by a share of its own size on every side.
    public func expanded(by share: Float) -> Box {
        Box(
            x: x - width * share,
            y: y - height * share,
            width: width * (1 + 2 * share),
            height: height * (1 + 2 * share)
        )
    }
}
