/// A picture as sixels (DEC STD 070, chapter 9): bands of six rows, color after color.
enum SixelPicture {
    /// How many levels each of red, green and blue has: 6 make 216 colors of the 256 that most terminals have registers for.
    private static let levels = 6

    static func encode(_ image: Canvas.Image, into bytes: inout [UInt8]) {
        let grid = image.grid
        bytes.append(contentsOf: "\u{1B}[\(image.place.row + 1);\(image.place.column + 1)H".utf8)
        bytes.append(contentsOf: "\u{1B}P0;1q\"1;1;\(grid.columns);\(grid.rows)".utf8)
        let registers = registers(of: grid)
        for number in Set(registers).sorted() {
            let parts = [number / 36, number / 6 % 6, number % 6].map { String($0 * 100 / (levels - 1)) }
            bytes.append(contentsOf: "#\(number);2;\(parts.joined(separator: ";"))".utf8)
        }
        for top in stride(from: 0, to: grid.rows, by: 6) {
            encode(top..<min(top + 6, grid.rows), grid.columns, registers, into: &bytes)
            bytes.append(UInt8(ascii: "-"))
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

    private static func encode(
        _ rows: Range<Int>,
        _ columns: Int,
        _ registers: [Int],
        into bytes: inout [UInt8]
    ) {
        var present = Set<Int>()
        for row in rows { for column in 0..<columns { present.insert(registers[row * columns + column]) } }
        for (index, number) in present.sorted().enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "$")) }
            bytes.append(contentsOf: "#\(number)".utf8)
            var run: (letter: UInt8, count: Int) = (0, 0)
            for column in 0..<columns {
                var bits: UInt8 = 0
                for row in rows where registers[row * columns + column] == number {
                    bits |= 1 << UInt8(row - rows.lowerBound)
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
