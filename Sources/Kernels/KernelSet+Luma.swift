import CKernels

/// When a cell of a picture counts as changed, and how its noise is learned.
public struct CellChange: Sendable {
    /// How far a cell is always allowed to be from the reference, in sixteenths of a level.
    public var least: Float
    /// How many times its noise it may be farther.
    public var factor: Float
    /// By which share of its distance from what it should be the noise moves with each picture.
    public var rate: Float
    /// That distance at most, where the noise rises.
    public var most: Float

    /// Makes a rule.
    public init(least: Float, factor: Float, rate: Float, most: Float) {
        (self.least, self.factor, self.rate, self.most) = (least, factor, rate, most)
    }
}

extension KernelSet {
    /// Writes the mean brightness of blocks of pixels, in sixteenths of a level: luma, or the green of RGB.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - block: pixels of a block each way, `1...16`; pixels that fill none are left out.
    ///   - sums: grows to the picture's width, so that repeated calls allocate nothing.
    ///   - cells: becomes `[height / block][width / block]`.
    public func luma(
        of picture: borrowing PictureBytes,
        block: Int,
        sums: inout [UInt16],
        into cells: inout [UInt16]
    ) {
        precondition((1...16).contains(block), "blocks of \(block) pixels")
        let count = (picture.width / block) * (picture.height / block)
        if sums.count < picture.width { sums = [UInt16](repeating: 0, count: picture.width) }
        if cells.count != count { cells = [UInt16](repeating: 0, count: count) }
        unsafe picture.withTable { picture in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                unsafe cells.withUnsafeMutableBufferPointer { cells in
                    guard let target = cells.baseAddress else { return }
                    unsafe table.u8_luma(&picture, block, sums.baseAddress, target)
                }
            }
        }
    }

    /// Finds the cells that have changed, and learns the noise of each.
    ///
    /// - Parameters:
    ///   - change: what counts.
    ///   - now: the cells.
    ///   - last: those of the picture before.
    ///   - reference: those that they are compared with.
    ///   - noise: how far each cell is from the one before where nothing happens.
    ///   - changed: becomes 1 for cells that have changed, else 0.
    /// - Returns: how many have changed.
    public func changes(
        _ change: CellChange,
        now: [UInt16],
        last: [UInt16],
        reference: [UInt16],
        noise: inout [Float],
        changed: inout [UInt8]
    ) -> Int {
        precondition(
            last.count == now.count && reference.count == now.count && noise.count == now.count
                && changed.count == now.count,
            "grids of different sizes"
        )
        var rule = ck_changes(
            least: change.least,
            factor: change.factor,
            rate: change.rate,
            most: change.most
        )
        return unsafe noise.withUnsafeMutableBufferPointer { noise in
            unsafe changed.withUnsafeMutableBufferPointer { changed in
                unsafe table.u16_changes(
                    &rule,
                    now.count,
                    now,
                    last,
                    reference,
                    noise.baseAddress,
                    changed.baseAddress
                )
            }
        }
    }

    /// Returns the sum of the differences' sizes of two rectangles of cells, which must lie in their grids.
    ///
    /// - Parameters:
    ///   - rows: of each; with `columns` at most 65,536 cells.
    ///   - columns: of each.
    ///   - a: a grid.
    ///   - aFirst: where the rectangle begins in it.
    ///   - b: another, with lines as long.
    ///   - bFirst: where the rectangle begins in that.
    ///   - stride: cells of a line.
    /// - Returns: the sum.
    public func distance(
        rows: Int,
        columns: Int,
        _ a: [UInt16],
        from aFirst: Int,
        _ b: [UInt16],
        from bFirst: Int,
        stride: Int
    ) -> Int {
        guard rows > 0, columns > 0 else { return 0 }
        let last = (rows - 1) * stride + columns
        precondition(
            aFirst >= 0 && bFirst >= 0 && aFirst + last <= a.count && bFirst + last <= b.count
                && columns <= stride && rows * columns <= 1 << 16,
            "a rectangle of \(columns)x\(rows) cells outside of its grid"
        )
        return unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return 0 }
                return unsafe Int(
                    table.u16_distance(rows, columns, a + aFirst, stride, b + bFirst, stride)
                )
            }
        }
    }
}
