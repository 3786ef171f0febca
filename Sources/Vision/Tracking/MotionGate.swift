import FaceTypes
import Kernels

/// Tells whether something moves before a camera, cheaply enough to be asked of every frame.
///
/// Each cell of a picture is compared with what it was when the detector looked last, so that what creeps is seen, too.
/// How much it may differ is learned: from frame to frame it differs by the camera's noise.
struct MotionGate: Sendable {
    /// One level and a half, and some times the noise, which hardly any of 19,200 cells is beyond by chance.
    ///
    /// A change lasts a few seconds until it is taken for noise, as leaves in the wind are.
    private static let change = CellChange(least: 24, factor: 4, rate: 1.0 / 32, most: 16)
    /// In the first pictures the noise is the mean of what was seen, whatever that was.
    private static let picturesToLearn = 32
    /// Motion is so many changed cells in a square of 4 by 4: a face of 20 pixels that moves by 2 changes more.
    private static let (square, least) = (4, 3)

    private var size = (columns: 0, rows: 0)
    private var last: [UInt16] = []
    /// The picture that the detector looked at last.
    private(set) var reference: [UInt16] = []
    private var noise: [Float] = []
    private var changed: [UInt8] = []
    private var counts: [UInt8] = []
    /// How many pictures the noise is known from, up to `picturesToLearn`.
    private var pictures = 0

    /// Looks at a picture.
    ///
    /// - Parameters:
    ///   - grid: the picture.
    ///   - kernels: what computes.
    /// - Returns: whether something moved since the reference; true for the first one of a size.
    mutating func isMoving(_ grid: LumaGrid, kernels: KernelSet = .current) -> Bool {
        guard size == (grid.columns, grid.rows) else {
            begin(with: grid)
            return true
        }
        var change = Self.change
        if pictures < Self.picturesToLearn {
            pictures += 1
            (change.rate, change.most) = (1 / Float(pictures), .infinity)
        }
        let count = kernels.changes(
            change,
            now: grid.cells,
            last: last,
            reference: reference,
            noise: &noise,
            changed: &changed
        )
        Self.copy(grid.cells, to: &last)
        for index in counts.indices { counts[index] = 0 }
        return count >= Self.least && hasCluster()
    }

    /// Makes a picture the reference: the detector has looked at it.
    mutating func noteLook(at grid: LumaGrid) {
        guard size == (grid.columns, grid.rows) else { return begin(with: grid) }
        Self.copy(grid.cells, to: &reference)
    }

    /// Whether anything moved within a box, by the last picture that was looked at.
    ///
    /// - Parameters:
    ///   - box: in pixels.
    ///   - cellSize: the grid's.
    /// - Returns: whether it did.
    func isMoving(in box: Box, cellSize: Int) -> Bool {
        let (columns, rows) = Self.squares(size)
        guard columns > 0, rows > 0 else { return true }
        let pixels = Float(cellSize * Self.square)
        func square(_ position: Float, _ limit: Int) -> Int {
            Int(min(max(position / pixels, 0), Float(limit - 1)))
        }
        for y in square(box.y, rows)...square(box.maxY, rows) {
            for x in square(box.x, columns)...square(box.maxX, columns)
            where counts[y * columns + x] >= Self.least { return true }
        }
        return false
    }

    private mutating func begin(with grid: LumaGrid) {
        size = (grid.columns, grid.rows)
        (last, reference) = (grid.cells, grid.cells)
        noise = [Float](repeating: 0, count: grid.cells.count)
        pictures = 0
        changed = [UInt8](repeating: 0, count: grid.cells.count)
        let squares = Self.squares(size)
        counts = [UInt8](repeating: 0, count: squares.columns * squares.rows)
    }

    private static func squares(_ size: (columns: Int, rows: Int)) -> (columns: Int, rows: Int) {
        ((size.columns + square - 1) / square, (size.rows + square - 1) / square)
    }

    /// Counts the changed cells of each square; false where no square has enough.
    private mutating func hasCluster() -> Bool {
        let columns = Self.squares(size).columns
        var most: UInt8 = 0
        for y in 0..<size.rows {
            for x in 0..<size.columns where changed[y * size.columns + x] != 0 {
                let square = y / Self.square * columns + x / Self.square
                counts[square] += 1
                most = max(most, counts[square])
            }
        }
        return most >= Self.least
    }

    /// Copies into memory that is there.
    private static func copy(_ cells: [UInt16], to other: inout [UInt16]) {
        for index in cells.indices { other[index] = cells[index] }
    }
}
