public import FaceTypes

/// A map of the plane that keeps lines straight: (x, y) to (a x + b y + c, d x + e y + f).
public struct AffineTransform: Sendable {
    /// The coefficients a, b, c, d, e, f.
    public let coefficients: [6 of Double]

    /// Makes a map from a, b, c, d, e, f.
    public init(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double) {
        coefficients = [a, b, c, d, e, f]
    }

    /// Makes the map that scales by a factor and then shifts.
    init(scale: Double, x: Double, y: Double) { self.init(scale, 0, x, 0, scale, y) }

    /// Makes the map that turns, scales and shifts points as near to others as that goes, by least squares.
    ///
    /// - Returns: nil where all source points are the same.
    public init?(similarity source: [5 of Point], to target: [5 of Point]) {
        func mean(_ points: [5 of Point]) -> (x: Double, y: Double) {
            var sum = (x: 0.0, y: 0.0)
            for i in points.indices { sum = (sum.x + Double(points[i].x), sum.y + Double(points[i].y)) }
            return (sum.x / 5, sum.y / 5)
        }
        let (from, to) = (mean(source), mean(target))
        var (dot, cross, square) = (0.0, 0.0, 0.0)
        for i in source.indices {
            let (x, y) = (Double(source[i].x) - from.x, Double(source[i].y) - from.y)
            let (u, v) = (Double(target[i].x) - to.x, Double(target[i].y) - to.y)
            dot += x * u + y * v
            cross += x * v - y * u
            square += x * x + y * y
        }
        guard square > 1e-6 else { return nil }
        let (a, b) = (dot / square, cross / square)
        self.init(a, -b, to.x - a * from.x + b * from.y, b, a, to.y - b * from.x - a * from.y)
    }

    /// Makes the map that takes three points to three others, as OpenCV's `getAffineTransform` does.
    ///
    /// - Returns: nil where the three source points lie on a line, or nearly.
    public init?(from source: (Point, Point, Point), to target: (Point, Point, Point)) {
        let x0 = Double(source.0.x)
        let y0 = Double(source.0.y)
        let (x1, y1) = (Double(source.1.x) - x0, Double(source.1.y) - y0)
        let (x2, y2) = (Double(source.2.x) - x0, Double(source.2.y) - y0)
        let determinant = x1 * y2 - x2 * y1
        guard abs(determinant) > 1e-6 * max(1, x1 * x1 + y1 * y1 + x2 * x2 + y2 * y2) else { return nil }
        func row(_ t0: Float, _ t1: Float, _ t2: Float) -> (Double, Double, Double) {
            let d1 = Double(t1) - Double(t0)
            let d2 = Double(t2) - Double(t0)
            let a = (d1 * y2 - d2 * y1) / determinant
            let b = (d2 * x1 - d1 * x2) / determinant
            return (a, b, Double(t0) - a * x0 - b * y0)
        }
        let x = row(target.0.x, target.1.x, target.2.x)
        let y = row(target.0.y, target.1.y, target.2.y)
        self.init(x.0, x.1, x.2, y.0, y.1, y.2)
    }

    /// The map back, in OpenCV's order of operations (warpAffine); nil where there is none.
    public var inverse: [6 of Double]? {
        let h = coefficients
        let determinant = h[0] * h[4] - h[1] * h[3]
        guard determinant != 0, determinant.isFinite else { return nil }
        let d = 1 / determinant
        let a = h[4] * d
        let b = -h[1] * d
        let c = -h[3] * d
        let e = h[0] * d
        return [a, b, -a * h[2] - b * h[5], c, e, -c * h[2] - e * h[5]]
    }
}
