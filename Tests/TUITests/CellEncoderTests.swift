import CVTerm
import FaceTypes
import Glibc
import TestSupport
import Testing

@testable import TUI

@Suite("what is sent to a terminal, read back from an emulator")
struct CellEncoderTests {
    init() { unsafe _ = setlocale(LC_ALL, "C.UTF-8") }

    private func abilities(_ colors: ColorDepth) -> TerminalAbilities {
        var abilities = TerminalAbilities()
        abilities.colors = colors
        return abilities
    }

    /// A canvas of words and random colors.
    private func canvas(_ random: inout SeededGenerator, rows: Int = 12, columns: Int = 40) -> Canvas {
        var canvas = Canvas(rows: rows, columns: columns)
        func color(_ random: inout SeededGenerator) -> RGB {
            let word = random.next()
            return RGB(
                red: UInt8(truncatingIfNeeded: word),
                green: UInt8(truncatingIfNeeded: word >> 8),
                blue: UInt8(truncatingIfNeeded: word >> 16)
            )
        }
        for row in 0..<rows {
            for column in 0..<columns where random.next() % 3 > 0 {
                canvas[row, column] = Cell(character: "▀", color: .picture(color(&random), color(&random)))
            }
        }
        let words = ["Ada Lovelace", "李小龍", "Zoë", "e\u{301}ne", "plain", "नमस्ते"]
        for row in 0..<rows where random.next() % 2 == 0 {
            let style = Style.allCases[Int(random.next() % UInt64(Style.allCases.count))]
            canvas.text(
                words[Int(random.next() % UInt64(words.count))],
                row: row,
                column: Int(random.next() % 30),
                style: style
            )
        }
        return canvas
    }

    @Test(
        "after any number of frames the terminal shows the last one",
        arguments: ColorDepth.allCases,
        [1 as UInt64, 2, 3]
    )
    func frames(colors: ColorDepth, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let emulator = Emulator(rows: 12, columns: 40)
        var encoder = CellEncoder(abilities(colors), .dark)
        for _ in 0..<12 {
            let canvas = canvas(&random)
            var bytes: [UInt8] = []
            encoder.encode(canvas, into: &bytes)
            emulator.write(bytes)
            for row in 0..<canvas.rows {
                let shown = emulator.line(row)
                // Two colors that are one are a blank, and halves may change places.
                func plain(_ text: String) -> String { String(text.map { "▀▄ ".contains($0) ? "▀" : $0 }) }
                #expect(plain(shown) == plain(canvas.line(row)), "seed \(seed), row \(row)")
                for column in 0..<canvas.columns {
                    guard case .picture(let top, let bottom) = canvas[row, column].color else { continue }
                    let cell = emulator.cell(row, column)
                    let character = cell.characters.0
                    let (ink, ground) =
                        character == 0x2580
                        ? (cell.foreground, cell.background)
                        : character == 0x2584
                            ? (cell.background, cell.foreground) : (cell.background, cell.background)
                    #expect(ink == number(top, colors) && ground == number(bottom, colors), "seed \(seed)")
                }
            }
        }
    }

    private func number(_ color: RGB, _ colors: ColorDepth) -> Int32 {
        if colors == .none { return -1 }
        return colors.number(of: color).map { Int32($0) } ?? 0x1000000 | Int32(color.red) << 16
            | Int32(color.green) << 8 | Int32(color.blue)
    }

    @Test("nothing is sent for what is shown already, and little for little")
    func changes() {
        var random = SeededGenerator(seed: 7)
        var canvas = canvas(&random)
        var encoder = CellEncoder(abilities(.direct), .dark)
        var bytes: [UInt8] = []
        encoder.encode(canvas, into: &bytes)
        #expect(bytes.count > 5000)
        bytes = []
        encoder.encode(canvas, into: &bytes)
        #expect(bytes.isEmpty)
        canvas[3, 5] = Cell(character: "x")
        encoder.encode(canvas, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}[4;6H\u{1B}[0mx\u{1B}[0m")
        encoder.forget()
        bytes = []
        encoder.encode(canvas, into: &bytes)
        #expect(bytes.count > 5000)
    }

    @Test("noise below the tolerance is not sent, and what is shown never strays farther from what is wanted")
    func tolerance() {
        var random = SeededGenerator(seed: 11)
        var encoder = CellEncoder(abilities(.direct), .dark)
        encoder.tolerance = 8
        let emulator = Emulator(rows: 4, columns: 30)
        for step in 0..<60 {
            var canvas = Canvas(rows: 4, columns: 30)
            for row in 0..<4 {
                for column in 0..<30 {
                    // It becomes brighter, slowly, under noise.
                    let gray = UInt8(40 + step * 2 + Int(random.next() % 5))
                    let color = RGB(red: gray, green: gray, blue: gray)
                    canvas[row, column] = Cell(character: "▀", color: .picture(color, color))
                }
            }
            var bytes: [UInt8] = []
            encoder.encode(canvas, into: &bytes)
            emulator.write(bytes)
            for row in 0..<4 {
                for column in 0..<30 {
                    guard case .picture(let wanted, _) = canvas[row, column].color else { continue }
                    let shown = emulator.cell(row, column).background & 0xFF
                    #expect(abs(Int(shown) - Int(wanted.blue)) <= 8 + 4)
                }
            }
        }
    }

    @Test("old terminals get ASCII, their own movements, and no colors")
    func old() {
        var abilities = abilities(.none)
        abilities.isASCII = true
        abilities.move = { row, column in [UInt8]("<\(row),\(column)>".utf8) }
        (abilities.plain, abilities.bold) = ([UInt8]("{".utf8), [UInt8]("*".utf8))
        var encoder = CellEncoder(abilities, .dark)
        var canvas = Canvas(rows: 2, columns: 20)
        canvas.text("Zoë", row: 1, column: 2, style: .known)
        var bytes: [UInt8] = []
        encoder.encode(canvas, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "<1,2>{*Zo?{")
    }

    @Test("every theme tells the states apart, and without colors the attributes or the words do")
    func themes() {
        for theme in Theme.allCases {
            for colors in ColorDepth.allCases where colors != .none {
                let inks = [Style.known, .unknown, .warning].map { theme.look(of: $0, colors).ink }
                #expect(Set(inks).count == 3, "\(theme) with \(colors)")
            }
        }
        #expect(Theme(background: RGB(red: 250, green: 250, blue: 240)) == .light)
        #expect(
            Theme(background: RGB(red: 20, green: 30, blue: 60)) == .dark && Theme(background: nil) == .dark
        )
    }
}
