import Glibc

/// A head that turns: a flat portrait is drawn as if it were painted on half an egg with a nose.
struct DemoTurn: Sendable {
    /// Where the middle of the face is in the picture, in shares of it.
    let center: (x: Double, y: Double)
    /// How far it is from there to the ears, and to chin and hair.
    let radii: (x: Double, y: Double)

    /// When the head looks where: seconds, and degrees to the right and down.
    private static let looks: [(time: Double, yaw: Double, pitch: Double)] = [
        (0, 0, 0), (1.5, 4, 3), (3.5, -28, 0), (5, -20, 0), (6.5, 0, 0), (8.5, 28, 0), (10, 20, 0),
        (11.5, 0, 0),
        (13, 0, -24), (14.5, 0, 0), (16, 0, 24), (17.5, 0, 0), (20, 0, 0),
    ]
    /// How far the nose stands out, in radii, and how wide it is.
    private static let nose = (height: 0.4, width: 0.2, y: 0.12)

    /// By how much the picture's point is shifted that is seen at a place, for each unit of depth.
    func shift(at time: Double) -> (x: Double, y: Double) {
        let next = Self.looks.firstIndex { $0.time > time } ?? Self.looks.count - 1
        let (a, b) = (Self.looks[max(0, next - 1)], Self.looks[next])
        let share = b.time > a.time ? min(1, (time - a.time) / (b.time - a.time)) : 0
        let eased = share * share * (3 - 2 * share)
        func sine(_ first: Double, _ last: Double) -> Double {
            sin((first + (last - first) * eased) * .pi / 180)
        }
        return (sine(a.yaw, b.yaw) * radii.x, sine(a.pitch, b.pitch) * radii.y)
    }

    /// How far a place of the picture stands out, in radii.
    ///
    /// - Parameters:
    ///   - x: in shares of the picture.
    ///   - y: in shares of the picture.
    /// - Returns: 0 beside the face, 1 in its middle, more at the nose.
    func depth(_ x: Double, _ y: Double) -> Double {
        let (u, v) = ((x - center.x) / radii.x, (y - center.y) / radii.y)
        let round = 1 - u * u - v * v
        guard round > 0 else { return 0 }
        let (dy, width) = (v - Self.nose.y, Self.nose.width)
        return round.squareRoot() + Self.nose.height * exp(-(u * u + dy * dy) / (2 * width * width))
    }
}
