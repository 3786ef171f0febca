import Kernels
import TestSupport
import Testing

@Suite("brightness in cells")
struct LumaTests {
    private static let sets = KernelSet.InstructionSet.available
    private static let layouts: [(PictureBytes.Layout, step: Int, first: Int)] = [
        (.gray, 1, 0), (.rgb, 3, 1), (.yuyv, 2, 0), (.nv12, 1, 0),
    ]

    @Test("a cell is the mean of its pixels", arguments: sets)
    func means(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 41)
        for (layout, step, first) in Self.layouts {
            for (width, height, block) in [(2, 1, 1), (64, 48, 4), (66, 37, 5), (34, 40, 16), (10, 9, 16)] {
                let line = width * step + 6
                let bytes = (0..<line * (height + (height + 1) / 2)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                var sums: [UInt16] = []
                var cells: [UInt16] = []
                unsafe bytes.withUnsafeBytes { bytes in
                    let picture = unsafe PictureBytes(
                        layout,
                        width: width,
                        height: height,
                        bytesPerLine: line,
                        bytes
                    )
                    guard let picture else {
                        Issue.record("no picture")
                        return
                    }
                    KernelSet(set).luma(of: picture, block: block, sums: &sums, into: &cells)
                }
                let columns = width / block
                #expect(cells.count == columns * (height / block))
                for (index, cell) in cells.enumerated() {
                    var sum = 0
                    for y in 0..<block {
                        for x in 0..<block {
                            let row = index / columns * block + y
                            sum += Int(bytes[row * line + (index % columns * block + x) * step + first])
                        }
                    }
                    #expect(abs(Double(cell) - Double(sum * 16) / Double(block * block)) <= 1)
                }
            }
        }
    }

    @Test("cells change beyond their noise, which is learned", arguments: sets)
    func changes(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 42)
        let rule = CellChange(least: 24, factor: 4, rate: 0.25, most: 16)
        for count in [0, 1, 7, 100, 1000] {
            func cells() -> [UInt16] { (0..<count).map { _ in .random(in: 0...4080, using: &random) } }
            let (now, last, reference) = (cells(), cells(), cells())
            let before = (0..<count).map { _ in Float.random(in: 0...300, using: &random) }
            var noise = before
            var changed = [UInt8](repeating: 9, count: count)
            let found = KernelSet(set).changes(
                rule,
                now: now,
                last: last,
                reference: reference,
                noise: &noise,
                changed: &changed
            )
            for index in 0..<count {
                let far = abs(Float(now[index]) - Float(reference[index]))
                #expect((changed[index] == 1) == (far > 24 + 4 * before[index]) && changed[index] < 2)
                let step = abs(Float(now[index]) - Float(last[index])) - before[index]
                #expect(abs(noise[index] - (before[index] + 0.25 * min(step, 16))) < 1e-3)
            }
            #expect(found == changed.count { $0 == 1 })
        }
    }

    @Test("the distance of two rectangles is the sum of differences", arguments: sets)
    func distance(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 43)
        let stride = 50
        let a = (0..<stride * 40).map { _ in UInt16.random(in: 0...65535, using: &random) }
        let b = (0..<stride * 40).map { _ in UInt16.random(in: 0...65535, using: &random) }
        for (rows, columns, aFirst, bFirst) in [
            (0, 5, 0, 0), (1, 1, 7, 3), (17, 33, 51, 102), (40, 50, 0, 0),
        ] {
            var expected = 0
            for y in 0..<rows {
                for x in 0..<columns {
                    let step = y * stride + x
                    expected += abs(Int(a[aFirst + step]) - Int(b[bFirst + step]))
                }
            }
            let found = KernelSet(set).distance(
                rows: rows,
                columns: columns,
                a,
                from: aFirst,
                b,
                from: bFirst,
                stride: stride
            )
            #expect(found == expected)
        }
    }
}
