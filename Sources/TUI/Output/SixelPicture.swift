/// A picture as sixels (DEC STD 070, chapter 9): bands of six rows, color after color.
enum SixelPicture {
    /// How many levels each of red, green and blue has: 6 make 216 colors of the 256 that most terminals have registers for.
    private static let levels = 6

    static func encode(_ image: Canvas.Image, into bytes: inout [UInt8]) {
        let (columns, rows) = image.size
        bytes.append(contentsOf: "\u{1B}[\(image.place.row + 1);\(image.place.column + 1)H".utf8)
        bytes.append(contentsOf: "\u{1B}P0;1q\"1;1;\(columns);\(rows)".utf8)
        let small = registers(of: image.grid)
        for number in Set(small).sorted() {
            let parts = [number / 36, number / 6 % 6, number % 6].map { String($0 * 100 / (levels - 1)) }
            bytes.append(contentsOf: "#\(number);2;\(parts.joined(separator: ";"))".utf8)
        }
        // Terminals show sixels as large as they are.
        let across = (0..<columns).map { $0 * image.grid.columns / columns }
        let down = (0..<rows).map { $0 * image.grid.rows / rows * image.grid.columns }
        for top in stride(from: 0, to: rows, by: 6) {
            if top > 0 { bytes.append(UInt8(ascii: "-")) }
            encode(down[top..<min(top + 6, rows)].map { row in across.map { small[row + $0] } }, into: &bytes)
        }
        bytes.append(contentsOf: "\u{1B}\\".utf8)
    }

    /// The nearest color of each pixel, dithered.
    private static func registers(of grid: PictureGrid) -> [Int] {
        var registers: [Int] = []
        registers.reserveCapacity(grid.colors.count)
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                let color = grid[row, column]
                let shift = Dither.threshold(column, row) - 128
                func level(_ value: UInt8) -> Int {
                    max(0, min(levels - 1, (Int(value) * (levels - 1) * 2 + 255 + shift) / 510))
                }
                registers.append((level(color.red) * 6 + level(color.green)) * 6 + level(color.blue))
            }
        }
        return registers
    }

    /// Adds a band of up to six rows.
    private static func encode(_ band: [[Int]], into bytes: inout [UInt8]) {
        for (index, number) in Set(band.joined()).sorted().enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "$")) }
            bytes.append(contentsOf: "#\(number)".utf8)
            var run: (letter: UInt8, count: Int) = (0, 0)
            for column in band[0].indices {
                var bits: UInt8 = 0
                for (row, registers) in band.enumerated() where registers[column] == number {
                    bits |= 1 << UInt8(row)
                }
                if run.letter != 63 + bits {
                    add(run, into: &bytes)
                    run = (63 + bits, 0)
                }
                run.count += 1
            }
            // What is empty at the end of a row need not be sent.
            if run.letter != 63 { add(run, into: &bytes) }
        }
    }

    private static func add(_ run: (letter: UInt8, count: Int), into bytes: inout [UInt8]) {
        if run.count > 3 {
            bytes.append(contentsOf: "!\(run.count)".utf8)
            bytes.append(run.letter)
        } else {
            bytes.append(contentsOf: [UInt8](repeating: run.letter, count: run.count))
        }
    }
}
