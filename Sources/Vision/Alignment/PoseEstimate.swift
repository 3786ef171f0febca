import FaceTypes
import Glibc

/// Estimates where a head looks from its five landmarks.
enum PoseEstimate {
    /// A mean head: left eye, right eye, tip of the nose, corners of the mouth, in distances of the eyes; x to the right
    /// of the picture, y down, z towards the camera.
    ///
    /// In the picture's plane it is ArcFace's template; depths are those of an average head, where the tip of the nose
    /// stands 27 mm before the eyes, which are 63 mm apart.
    private static let head: [(x: Double, y: Double, z: Double)] = [
        (-0.5, 0, 0), (0.5, 0, 0), (0.01, 0.57, 0.43), (-0.414, 1.153, 0.03), (0.414, 1.149, 0.03),
    ]

    /// The pseudo-inverse of the head's points with a one behind each: 4 rows of 5.
    private static let inverse: [[Double]] = {
        let rows = head.map { [$0.x, $0.y, $0.z, 1] }
        // The normal equations, solved for each point's share by elimination.
        var system = (0..<4).map { i in
            (0..<4).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } } + rows.map { $0[i] }
        }
        for column in 0..<4 {
            let pivot = (column..<4).max { abs(system[$0][column]) < abs(system[$1][column]) } ?? column
            system.swapAt(column, pivot)
            let divisor = system[column][column]
            system[column] = system[column].map { $0 / divisor }
            for row in 0..<4 where row != column {
                let factor = system[row][column]
                system[row] = zip(system[row], system[column]).map { $0 - factor * $1 }
            }
        }
        return system.map { Array($0[4...]) }
    }()

    /// The pose under which the mean head comes nearest to the points, seen from afar.
    static func pose(of landmarks: Landmarks) -> Pose {
        // Each coordinate of the picture is a linear function of the head's: its first three factors are a row of the
        // rotation, times the scale.
        func row(_ coordinate: (Point) -> Float) -> (x: Double, y: Double, z: Double) {
            var factors = (x: 0.0, y: 0.0, z: 0.0)
            for i in landmarks.five.indices {
                let value = Double(coordinate(landmarks.five[i]))
                factors.x += inverse[0][i] * value
                factors.y += inverse[1][i] * value
                factors.z += inverse[2][i] * value
            }
            return factors
        }
        let (across, down) = (row(\.x), row(\.y))
        let roll = atan2(down.x, across.x)
        // Without the roll, what depth does to the columns is yaw, to the lines pitch.
        let (cosine, sine) = (cos(roll), sin(roll))
        let depth = (x: cosine * across.z + sine * down.z, y: cosine * down.z - sine * across.z)
        let width = (across.x * across.x + down.x * down.x).squareRoot()
        let height = (across.y * across.y + down.y * down.y).squareRoot()
        return Pose(
            yaw: degrees(atan2(depth.x, width)),
            pitch: degrees(atan2(depth.y, height)),
            roll: degrees(roll)
        )
    }

    private static func degrees(_ radians: Double) -> Float { Float(radians * 180 / .pi) }
}
