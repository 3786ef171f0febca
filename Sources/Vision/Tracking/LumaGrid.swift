public import Kernels

/// A picture's brightness in cells of some pixels: what motion is seen by.
public struct LumaGrid: Sendable {
    /// About how many cells the longer side has.
    private static let wanted = 160
    private static let mostPixels = 16

    /// In sixteenths of a level, `[rows][columns]`.
    public private(set) var cells: [UInt16] = []
    /// How many cells a line has.
    public private(set) var columns = 0
    /// How many lines.
    public private(set) var rows = 0
    /// Pixels of a cell, each way.
    public private(set) var cellSize = 1
    private var sums: [UInt16] = []

    /// Makes an empty grid.
    public init() {}

    /// How many pixels a cell of such a picture should have, each way.
    ///
    /// - Parameters:
    ///   - width: in pixels.
    ///   - height: in pixels.
    /// - Returns: `1...16`.
    public static func cellSize(width: Int, height: Int) -> Int {
        min(mostPixels, max(1, max(width, height) / wanted))
    }

    /// Reads a picture; allocates nothing while the size stays.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - factor: by how much it was reduced before.
    ///   - size: `cellSize` of the picture as it was.
    ///   - kernels: what computes.
    public mutating func read(
        _ picture: borrowing PictureBytes,
        reducedBy factor: Int = 1,
        cellSize size: Int,
        kernels: KernelSet = .current
    ) {
        let block = max(1, size / factor)
        (cellSize, columns, rows) = (block * factor, picture.width / block, picture.height / block)
        kernels.luma(of: picture, block: block, sums: &sums, into: &cells)
    }
}
