import FaceTypes
import TestSupport
import Testing

@testable import TUI

@Suite("pictures in cells and pixels")
struct PictureTests {
    /// A frame whose left half is of one color and whose right half of another.
    private func halves(_ left: RGB, _ right: RGB, width: Int = 80, height: Int = 40) -> Frame {
        var pixels: [UInt8] = []
        for _ in 0..<height {
            for x in 0..<width {
                let color = x < width / 2 ? left : right
                pixels += [color.red, color.green, color.blue]
            }
        }
        return Frame(pixels: pixels, width: width, height: height)
    }

    private let white = RGB(red: 255, green: 255, blue: 255)
    private let red = RGB(red: 255, green: 0, blue: 0)

    @Test("a grid has the mean of what each of its colors covers, larger or smaller than the frame")
    func grid() {
        let small = PictureGrid(halves(.black, white), columns: 4, rows: 2)
        #expect(small.colors == [.black, .black, white, white, .black, .black, white, white])
        let one = PictureGrid(halves(.black, white), columns: 1, rows: 1)
        #expect((120...135).contains(Int(one[0, 0].red)))
        let large = PictureGrid(halves(.black, white, width: 2, height: 1), columns: 8, rows: 3)
        #expect(large[2, 3] == .black && large[0, 4] == white)
    }

    @Test("a pixelated face is a few blocks, and all around it stays")
    func pixelate() {
        var pixels: [UInt8] = []
        for index in 0..<64 * 64 { pixels += [UInt8(index % 64 * 4), UInt8(index / 64 * 4), 9] }
        let frame = Frame(pixels: pixels, width: 64, height: 64)
        let before = PictureGrid(frame, columns: 64, rows: 64)
        var grid = before
        grid.pixelate(Box(x: 16, y: 16, width: 32, height: 32), of: (64, 64))
        var colors = Set<RGB>()
        for row in 0..<64 {
            for column in 0..<64 {
                if (16..<48).contains(row), (16..<48).contains(column) {
                    colors.insert(grid[row, column])
                } else {
                    #expect(grid[row, column] == before[row, column])
                }
            }
        }
        #expect(colors.count == 16)
        // Past the edges, and nowhere.
        grid.pixelate(Box(x: -50, y: -50, width: 60, height: 60), of: (64, 64))
        grid.pixelate(Box(x: 500, y: 500, width: 60, height: 60), of: (64, 64))
    }

    @Test("each mode has its character for a left half")
    func modes() {
        let expected: [(PictureMode, Unicode.Scalar)] = [
            (.quadrants, "▌"), (.sextants, "▌"), (.braille, "⡇"),
        ]
        for (mode, character) in expected {
            let (across, down) = mode.grid
            let grid = PictureGrid(halves(white, .black), columns: across, rows: down)
            let cell = PictureCells(mode: mode, colors: .direct, isASCII: false)
                .cell(0, 0, of: grid, coarseness: 1)
            #expect(cell.character == character && cell.color == .picture(white, .black), "\(mode)")
        }
    }

    @Test("all characters of a mode differ, and Unicode names them by their pixels")
    func characters() {
        for mode in [PictureMode.quadrants, .sextants, .braille] {
            let count = 1 << (mode.grid.columns * mode.grid.rows)
            #expect(Set((0..<count).map(mode.character)).count == count, "\(mode)")
        }
        // BLOCK SEXTANT-1, -12, -2456, -23456 by Unicode's names; BRAILLE DOTS-1, -4, -7, -8.
        let sextants = [0b1, 0b11, 0b111010, 0b111110].map(PictureMode.sextants.character)
        #expect(sextants.map { $0.properties.name?.suffix(6) } == ["TANT-1", "ANT-12", "T-2456", "-23456"])
        #expect([1, 2, 64, 128].map(PictureMode.braille.character) == ["⠁", "⠈", "⡀", "⢀"])
        #expect([1, 2, 4, 8, 9].map(PictureMode.quadrants.character) == ["▘", "▝", "▖", "▗", "▚"])
    }

    @Test("few colors are dithered: the mean of many cells is nearer to a color than any of the few")
    func dither() {
        let orange = RGB(red: 120, green: 90, blue: 60)
        let grid = PictureGrid(halves(orange, orange), columns: 16, rows: 16)
        let cells = PictureCells(mode: .half, colors: .eight, isASCII: false)
        var sum = 0
        for row in 0..<8 {
            for column in 0..<16 {
                guard
                    case .picture(let top, let bottom) = cells.cell(row, column, of: grid, coarseness: 1)
                        .color
                else { continue }
                for color in [top, bottom] {
                    sum += (ColorDepth.eight.number(of: color) ?? 0) & 1 == 1 ? 255 : 0
                }
            }
        }
        #expect(abs(sum / 256 - 120) < 20)
    }

    @Test("without colors there are shades, and ASCII has its own")
    func shades() {
        let grid = PictureGrid(halves(.black, white), columns: 2, rows: 2)
        let plain = PictureCells(mode: .half, colors: .none, isASCII: false)
        #expect((0..<2).map { plain.cell(0, $0, of: grid, coarseness: 1).character } == [" ", "█"])
        let ascii = PictureCells(mode: .half, colors: .none, isASCII: true)
        #expect((0..<2).map { ascii.cell(0, $0, of: grid, coarseness: 1).character } == [" ", "#"])
    }

    @Test("kitty's picture: what is decoded from its pieces is the picture")
    func kitty() throws {
        var generator = SeededGenerator(seed: 5)
        let pixels = (0..<90 * 70 * 3).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
        let grid = PictureGrid(Frame(pixels: pixels, width: 90, height: 70), columns: 90, rows: 70)
        var bytes: [UInt8] = []
        let place = Area(row: 2, column: 3, rows: 10, columns: 20)
        KittyPicture.encode(Canvas.Image(place: place, grid: grid, size: (200, 200)), into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}[3;4H\u{1B}_Ga=T,f=24,i=42,q=2,p=1,C=1,z=-1,c=20,r=10,s=90,v=70,m=1;"))
        let pieces = text.split(separator: "\u{1B}_G").dropFirst().map {
            $0.split(separator: ";")[1].dropLast(2)
        }
        #expect(pieces.dropLast().allSatisfy { $0.utf8.count == 4096 } && text.contains("m=0;"))
        #expect(base64Decoded(pieces.joined()) == pixels)
    }

    private func base64Decoded(_ text: String) -> [UInt8] {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bits = 0
        var (count, bytes) = (0, [UInt8]())
        for letter in text.utf8 {
            bits = bits << 6 | (letters.firstIndex(of: letter) ?? 0)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 255))
            }
        }
        return bytes
    }

    @Test("through tmux every command has an envelope, and cells stand for the picture")
    func passedThrough() {
        var direct: [UInt8] = []
        var passed: [UInt8] = []
        let grid = PictureGrid(halves(white, .black), columns: 60, rows: 40)
        let place = Area(row: 1, column: 1, rows: 10, columns: 20)
        let image = Canvas.Image(place: place, grid: grid, size: (200, 200))
        KittyPicture.encode(image, into: &direct)
        KittyPicture.encode(image, isPassedThrough: true, into: &passed)
        // What tmux hands on: what is in its envelopes, with single escapes.
        let text = String(decoding: passed, as: UTF8.self)
        let pieces = text.split(separator: "\u{1B}Ptmux;").map {
            String($0.dropLast(2)).split(separator: "\u{1B}\u{1B}").joined(separator: "\u{1B}")
        }
        #expect(pieces.count > 1 && pieces.allSatisfy { $0.hasPrefix("_G") || $0.hasPrefix("\u{1B}_G") })
        let handed = pieces.joined().filter { $0 != "\u{1B}" }
        let wanted = String(decoding: direct, as: UTF8.self).filter { $0 != "\u{1B}" }.dropFirst(
            "[2;2H".count
        )
        #expect(handed == wanted.split(separator: "p=1,C=1,z=-1").joined(separator: "U=1"))

        #expect(KittyPlaceholder.most == 276)
        let marks = (0..<KittyPlaceholder.most).map {
            KittyPlaceholder.cell(row: $0, column: 0).marks.scalars[0]
        }
        // Unicode's class of marks above, in order, none twice.
        #expect(marks.allSatisfy { $0.properties.canonicalCombiningClass.rawValue == 230 })
        #expect(zip(marks, marks.dropFirst()).allSatisfy { $0 < $1 })
        var abilities = TerminalAbilities()
        abilities.colors = .direct
        var encoder = CellEncoder(abilities, .dark)
        var canvas = Canvas(rows: 2, columns: 3)
        canvas[1, 2] = KittyPlaceholder.cell(row: 1, column: 2)
        var bytes: [UInt8] = []
        encoder.encode(canvas, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self).contains("38;5;42m\u{10EEEE}\u{30D}\u{30E}"))
    }

    @Test("sixels: what is decoded from them is the picture, as near as 216 colors are")
    func sixel() throws {
        let width = 33
        let height = 20
        var pixels: [UInt8] = []
        for y in 0..<height { for x in 0..<width { pixels += [UInt8(x * 7), UInt8(y * 12), 128] } }
        let grid = PictureGrid(
            Frame(pixels: pixels, width: width, height: height),
            columns: width,
            rows: height
        )
        var bytes: [UInt8] = []
        let place = Area(row: 0, column: 0, rows: 10, columns: 20)
        SixelPicture.encode(
            Canvas.Image(place: place, grid: grid, size: (3 * width, 2 * height)),
            into: &bytes
        )
        let decoded = decodeSixels(String(decoding: bytes, as: UTF8.self), 3 * width, 2 * height)
        for y in 0..<height {
            for x in 0..<width {
                // Each pixel is three by two of the terminal's.
                let color = try #require(decoded[2 * y * 3 * width + 3 * x])
                #expect(decoded[(2 * y + 1) * 3 * width + 3 * x + 2] == color)
                let wanted = grid[y, x]
                for (a, b) in [
                    (wanted.red, color.red), (wanted.green, color.green), (wanted.blue, color.blue),
                ] {
                    #expect(abs(Int(a) - Int(b)) <= 52)
                }
            }
        }
        let mean = decoded.reduce(0) { $0 + Int($1?.blue ?? 0) } / decoded.count
        #expect(abs(mean - 128) < 8)
    }

    /// A small decoder of sixels, by DEC STD 070.
    private func decodeSixels(_ text: String, _ width: Int, _ height: Int) -> [RGB?] {
        var picture = [RGB?](repeating: nil, count: width * height)
        var colors: [Int: RGB] = [:]
        var (x, y, current, times) = (0, 0, 0, 1)
        var rest = text[(text.firstIndex(of: "q") ?? text.startIndex)...].dropFirst()
        func numbers(_ rest: inout Substring) -> [Int] {
            let digits = rest.prefix { $0.isNumber || $0 == ";" }
            rest = rest.dropFirst(digits.count)
            return digits.split(separator: ";").compactMap { Int($0) }
        }
        while let letter = rest.popFirst(), letter != "\u{1B}" {
            switch letter {
            case "\"": _ = numbers(&rest)
            case "#":
                let values = numbers(&rest)
                current = values[0]
                guard values.count == 5 else { continue }
                let parts = values[2...].map { UInt8($0 * 255 / 100) }
                colors[current] = RGB(red: parts[0], green: parts[1], blue: parts[2])
            case "!": times = numbers(&rest)[0]
            case "$": x = 0
            case "-": (x, y) = (0, y + 6)
            default:
                let bits = Int(letter.asciiValue ?? 63) - 63
                for _ in 0..<times {
                    for bit in 0..<6 where bits >> bit & 1 == 1 && y + bit < height && x < width {
                        picture[(y + bit) * width + x] = colors[current]
                    }
                    x += 1
                }
                times = 1
            }
        }
        return picture
    }

    @Test(
        "a picture of true pixels is sent when it is new, and taken away when something else is shown there"
    )
    func output() {
        var abilities = TerminalAbilities()
        abilities.colors = .direct
        var encoder = CellEncoder(abilities, .dark)
        var output = PixelOutput()
        var canvas = Canvas(rows: 4, columns: 10)
        func sent(_ canvas: Canvas, _ mode: PictureMode, isNew: Bool) -> String {
            var bytes: [UInt8] = []
            output.encode(canvas, mode, &encoder, isNew: isNew, into: &bytes)
            encoder.encode(canvas, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        let grid = PictureGrid(halves(white, .black), columns: 6, rows: 6)
        canvas.image = Canvas.Image(
            place: Area(row: 0, column: 0, rows: 3, columns: 6),
            grid: grid,
            size: (60, 60)
        )
        canvas.text("name", row: 1, column: 1)
        let kitty = "\u{1B}_Ga=T"
        let removal = String(decoding: KittyPicture.removal(isPassedThrough: false), as: UTF8.self)
        #expect(sent(canvas, .kitty, isNew: true).contains(kitty))
        #expect(sent(canvas, .kitty, isNew: false).isEmpty)
        let next = sent(canvas, .kitty, isNew: true)
        #expect(next.contains(kitty) && !next.contains("name") && !next.contains(removal))
        // Sixels cover the words on them, which come again; blanks would cover them.
        let sixel = sent(canvas, .sixel, isNew: false)
        #expect(sixel.contains(removal) && sixel.contains("\u{1B}P0;1q") && sixel.contains("name"))
        #expect(sent(canvas, .sixel, isNew: true).contains("name"))
        canvas.image = nil
        #expect(sent(canvas, .sixel, isNew: true).contains("\u{1B}[2J"))
        #expect(sent(canvas, .half, isNew: true).isEmpty)
    }
}
