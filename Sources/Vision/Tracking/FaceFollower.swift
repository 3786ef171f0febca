import FaceTypes
import Kernels

/// Follows faces between two looks of the detector: where the cells of a face have gone is where they differ least.
struct FaceFollower: Sendable {
    /// How many cells a face may move from frame to frame: at 30 frames a second a quarter of a picture in a second or so.
    private static let reach = 3
    /// How far cells may differ on average, in sixteenths of a level; what differs more is something else.
    private static let most = 160
    /// The most cells that a face is compared in.
    private static let mostCells = 1 << 16

    /// A face as the detector saw it, and how far it has moved since, in cells.
    private struct Face {
        let id: TrackID
        let box: Box
        var x = 0
        var y = 0
    }

    private var faces: [Face] = []

    /// Begins with where the detector saw faces.
    mutating func begin(with tracks: [Track]) {
        faces.removeAll(keepingCapacity: true)
        for track in tracks { faces.append(Face(id: track.id, box: track.detection.box)) }
    }

    /// Finds the faces in the next picture.
    ///
    /// - Parameters:
    ///   - grid: the picture.
    ///   - reference: the one that the detector looked at.
    ///   - isMoving: whether anything moved in a box.
    ///   - kernels: what computes.
    ///   - found: gets each face's box.
    /// - Returns: whether all faces were found.
    mutating func follow(
        in grid: LumaGrid,
        from reference: [UInt16],
        isMoving: (Box) -> Bool,
        kernels: KernelSet = .current,
        found: (TrackID, Box) -> Void
    ) -> Bool {
        for index in faces.indices {
            guard isMoving(faces[index].box) else {
                found(faces[index].id, faces[index].box)
                continue
            }
            guard let box = follow(&faces[index], in: grid, from: reference, kernels) else { return false }
            found(faces[index].id, box)
        }
        return true
    }

    private func follow(
        _ face: inout Face,
        in grid: LumaGrid,
        from reference: [UInt16],
        _ kernels: KernelSet
    ) -> Box? {
        let size = Float(grid.cellSize)
        // What the face covers of the picture; its new place must lie in the picture, too.
        func cell(_ position: Float, _ limit: Int) -> Int { Int(min(max(position / size, 0), Float(limit))) }
        let margin = Self.reach + max(abs(face.x), abs(face.y))
        let left = max(cell(face.box.x, grid.columns), margin)
        let right = min(cell(face.box.maxX, grid.columns), grid.columns - margin)
        let top = max(cell(face.box.y, grid.rows), margin)
        let bottom = min(cell(face.box.maxY, grid.rows), grid.rows - margin)
        let (columns, rows) = (right - left, bottom - top)
        guard columns > 2, rows > 2, columns * rows <= Self.mostCells else { return nil }
        func distance(_ x: Int, _ y: Int) -> Int {
            kernels.distance(
                rows: rows,
                columns: columns,
                reference,
                from: top * grid.columns + left,
                grid.cells,
                from: (top + y) * grid.columns + left + x,
                stride: grid.columns
            )
        }
        var best = (x: face.x, y: face.y, distance: Int.max)
        for y in face.y - Self.reach...face.y + Self.reach {
            for x in face.x - Self.reach...face.x + Self.reach {
                let distance = distance(x, y)
                if distance < best.distance { best = (x, y, distance) }
            }
        }
        let isAtEdge = abs(best.x - face.x) == Self.reach || abs(best.y - face.y) == Self.reach
        guard !isAtEdge, best.distance <= Self.most * columns * rows else { return nil }
        (face.x, face.y) = (best.x, best.y)
        let x = Self.lowest(distance(best.x - 1, best.y), best.distance, distance(best.x + 1, best.y))
        let y = Self.lowest(distance(best.x, best.y - 1), best.distance, distance(best.x, best.y + 1))
        return Box(
            x: face.box.x + (Float(best.x) + x) * size,
            y: face.box.y + (Float(best.y) + y) * size,
            width: face.box.width,
            height: face.box.height
        )
    }

    /// Where the lowest point of a parabola through three neighbors lies, from the middle one.
    private static func lowest(_ before: Int, _ middle: Int, _ after: Int) -> Float {
        let bend = before - 2 * middle + after
        return bend > 0 ? min(max(Float(before - after) / Float(2 * bend), -0.5), 0.5) : 0
    }
}
