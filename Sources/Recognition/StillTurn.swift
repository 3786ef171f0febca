import FaceTypes

/// How a still picture has to be turned for its faces to be upright.
public enum StillTurn: Int, Sendable, CaseIterable {
    case none = 0
    /// A quarter, clockwise.
    case right = 90
    case half = 180
    /// A quarter, counter-clockwise.
    case left = 270

    /// EXIF's number for it.
    private var orientation: Int {
        switch self {
        case .none: 1
        case .right: 6
        case .half: 3
        case .left: 8
        }
    }

    /// Returns the picture turned upright.
    func applied(to frame: Frame) -> Frame { frame.oriented(orientation) }

    /// Returns a point of the turned picture in the one that it was.
    func undone(_ point: Point, in frame: Frame) -> Point {
        let (width, height) = (Float(frame.width), Float(frame.height))
        return switch self {
        case .none: point
        case .right: Point(x: point.y, y: height - point.x)
        case .half: Point(x: width - point.x, y: height - point.y)
        case .left: Point(x: width - point.y, y: point.x)
        }
    }

    /// Returns a box of the turned picture in the one that it was.
    func undone(_ box: Box, in frame: Frame) -> Box {
        let a = undone(Point(x: box.x, y: box.y), in: frame)
        let b = undone(Point(x: box.maxX, y: box.maxY), in: frame)
        return Box(x: min(a.x, b.x), y: min(a.y, b.y), width: abs(a.x - b.x), height: abs(a.y - b.y))
    }
}
