/// Turns canvases into what a terminal must be sent to show them: only what differs from what it shows already.
struct CellEncoder {
    /// A cell as the terminal is to show it.
    private struct Look: Hashable {
        var character: Unicode.Scalar
        var marks: Marks
        var ink: TerminalColor
        var ground: TerminalColor
        var attributes: Attributes
    }

    let abilities: TerminalAbilities
    /// Colors of the picture that are nearer to what is shown than this, of 255, are not sent again: a camera's noise is
    /// most of what changes.
    var tolerance = 0
    private let styles: [Style: (ink: TerminalColor, ground: TerminalColor, Attributes)]
    private var shown: [Look] = []
    private var size = (rows: 0, columns: 0)
    // What the terminal has been told, in this frame.
    private var pen: (ink: TerminalColor, ground: TerminalColor, attributes: Attributes)?
    private var cursor: (row: Int, column: Int)?

    init(_ abilities: TerminalAbilities, _ theme: Theme) {
        self.abilities = abilities
        styles = Dictionary(
            uniqueKeysWithValues: Style.allCases.map { ($0, theme.look(of: $0, abilities.colors)) }
        )
    }

    /// Forgets what the terminal shows: the next canvas is sent as a whole.
    mutating func forget() { (shown, size) = ([], (0, 0)) }

    /// Forgets what an area of it shows.
    mutating func forget(in area: Area) {
        guard !shown.isEmpty else { return }
        for row in max(0, area.row)..<min(size.rows, area.row + area.rows) {
            for column in max(0, area.column)..<min(size.columns, area.column + area.columns)
            where shown[row * size.columns + column].character != " " {
                shown[row * size.columns + column].character = "\0"
            }
        }
    }

    /// Adds what brings the terminal from what it shows to a canvas; nothing where nothing has changed.
    mutating func encode(_ canvas: Canvas, into bytes: inout [UInt8]) {
        (pen, cursor) = (nil, nil)
        let isNew = size != (canvas.rows, canvas.columns)
        if isNew {
            shown = [Look](repeating: look(of: Cell()), count: canvas.rows * canvas.columns)
            size = (canvas.rows, canvas.columns)
            clear(into: &bytes)
        }
        var index = 0
        for row in 0..<canvas.rows {
            for column in 0..<canvas.columns {
                defer { index += 1 }
                let cell = canvas.cells[index]
                let wanted = look(of: cell)
                guard !isShown(wanted, at: index) else { continue }
                shown[index] = wanted
                // The second half of a wide character comes with the first.
                guard cell.character != "\0" else { continue }
                // What a new wide character covers, and what an old one leaves, is drawn with it.
                send(wanted, at: index, row: row, column: column, into: &bytes)
            }
        }
        if pen != nil { endPen(into: &bytes) }
    }

    private func isShown(_ wanted: Look, at index: Int) -> Bool {
        let old = shown[index]
        return old.character == wanted.character && old.ink.isNear(wanted.ink, tolerance)
            && old.ground.isNear(wanted.ground, tolerance) && old.marks == wanted.marks
            && old.attributes == wanted.attributes
    }

    private func look(of cell: Cell) -> Look {
        let character = abilities.isASCII ? Glyphs.ascii(cell.character) : cell.character
        let marks = abilities.isASCII ? Marks() : cell.marks
        switch cell.color {
        case .style(let style):
            let (ink, ground, attributes) = styles[style] ?? (.standard, .standard, [])
            return Look(
                character: character,
                marks: marks,
                ink: ink,
                ground: ground,
                attributes: attributes
            )
        case .over(let style, let ground):
            let (ink, own, attributes) = styles[style] ?? (.standard, .standard, [])
            return Look(
                character: character,
                marks: marks,
                ink: ink,
                // Among few colors the line's own could be the picture's.
                ground: own == .standard && abilities.colors.isFine ? color(ground) : own,
                attributes: attributes
            )
        case .image:
            return Look(
                character: cell.character,
                marks: cell.marks,
                ink: .numbered(KittyPicture.number),
                ground: .standard,
                attributes: []
            )
        case .picture(let ink, let ground):
            return Look(
                character: character,
                marks: marks,
                ink: color(ink),
                ground: color(ground),
                attributes: []
            )
        }
    }

    private func color(_ color: RGB) -> TerminalColor {
        switch abilities.colors {
        case .none: .standard
        case .direct, .palette: TerminalColor(color)
        // So few are all far from each other.
        case .eight, .sixteen: abilities.colors.number(of: color).map(TerminalColor.numbered) ?? .standard
        }
    }

    private mutating func send(
        _ wanted: Look,
        at index: Int,
        row: Int,
        column: Int,
        into bytes: inout [UInt8]
    ) {
        move(to: row, column, into: &bytes)
        var look = wanted
        let isHalf = wanted.character == "▀"
        if isHalf, look.ink.isNear(look.ground, tolerance / 2) {
            look.character = " "
        } else if isHalf, let pen, pen.ink.isNear(look.ground, 0) || pen.ground.isNear(look.ink, 0) {
            // The same in other words: most of the pen stays as it is.
            (look.character, look.ink, look.ground) = ("▄", look.ground, look.ink)
        }
        var drawn = setPen(to: look, into: &bytes)
        if look.character == "▄" { swap(&drawn.ink, &drawn.ground) }
        // The terminal shows the pen's colors now, not quite those that were wanted.
        shown[index].ink = isHalf && look.character == " " ? drawn.ground : drawn.ink
        shown[index].ground = drawn.ground
        bytes.append(contentsOf: UTF8.encode(look.character) ?? UTF8.encodedReplacementCharacter)
        for mark in look.marks.scalars {
            bytes.append(contentsOf: UTF8.encode(mark) ?? UTF8.encodedReplacementCharacter)
        }
        // Terminals do not agree on how wide all of Unicode is: after what is not plain, the place is told anew.
        let isPlain = look.marks.isEmpty && (look.character.value < 0x300 || Self.isDrawing(look.character))
        cursor = isPlain && column + 1 < size.columns ? (row, column + 1) : nil
    }

    /// Whether a character is a line, a block or a dot pattern, which everybody draws one cell wide.
    private static func isDrawing(_ character: Unicode.Scalar) -> Bool {
        (0x2500...0x259F).contains(character.value) || (0x2800...0x28FF).contains(character.value)
            || (0x1FB00...0x1FB3B).contains(character.value)
    }

    private mutating func move(to row: Int, _ column: Int, into bytes: inout [UInt8]) {
        if let cursor, cursor == (row, column) { return }
        if let move = abilities.move {
            bytes.append(contentsOf: move(row, column))
        } else if let cursor, cursor.row == row, cursor.column < column {
            bytes.append(contentsOf: "\u{1B}[\(column - cursor.column)C".utf8)
        } else {
            bytes.append(contentsOf: "\u{1B}[\(row + 1);\(column + 1)H".utf8)
        }
        cursor = (row, column)
    }

    private func clear(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: abilities.isStandard ? [UInt8]("\u{1B}[0m\u{1B}[2J".utf8) : abilities.clear)
    }

    /// Brings the pen to what a look needs; colors that are near enough stay.
    ///
    /// - Returns: the colors that are drawn with.
    private mutating func setPen(
        to look: Look,
        into bytes: inout [UInt8]
    ) -> (ink: TerminalColor, ground: TerminalColor) {
        guard abilities.isStandard else { return setOldPen(to: look, into: &bytes) }
        var codes: [UInt8] = []
        var now = pen ?? (.standard, .standard, [])
        if pen == nil || now.attributes != look.attributes {
            // Attributes are only ever taken away all together.
            if pen == nil || !now.attributes.isSubset(of: look.attributes) {
                Self.add("0", to: &codes)
                now = (.standard, .standard, [])
            }
            let missing = look.attributes.subtracting(now.attributes)
            if missing.contains(.bold) { Self.add("1", to: &codes) }
            if missing.contains(.dim) { Self.add("2", to: &codes) }
            if missing.contains(.reverse) { Self.add("7", to: &codes) }
            now.attributes = look.attributes
        }
        // A blank has no ink.
        if look.character != " " || look.attributes.contains(.reverse),
            !now.ink.isNear(look.ink, tolerance / 2)
        {
            add(look.ink, base: 30, to: &codes)
            now.ink = look.ink
        }
        if !now.ground.isNear(look.ground, tolerance / 2) {
            add(look.ground, base: 40, to: &codes)
            now.ground = look.ground
        }
        if !codes.isEmpty {
            bytes.append(0x1B)
            bytes.append(UInt8(ascii: "["))
            bytes.append(contentsOf: codes)
            bytes.append(UInt8(ascii: "m"))
        }
        pen = now
        return (look.character == " " ? look.ink : now.ink, now.ground)
    }

    /// The same on a terminal that has its own words for it.
    private mutating func setOldPen(
        to look: Look,
        into bytes: inout [UInt8]
    ) -> (ink: TerminalColor, ground: TerminalColor) {
        if pen?.attributes != look.attributes {
            bytes.append(contentsOf: abilities.plain)
            if look.attributes.contains(.bold) { bytes.append(contentsOf: abilities.bold) }
            if look.attributes.contains(.reverse) { bytes.append(contentsOf: abilities.reverse) }
        }
        pen = (.standard, .standard, look.attributes)
        return (.standard, .standard)
    }

    private func endPen(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: abilities.isStandard ? [UInt8]("\u{1B}[0m".utf8) : abilities.plain)
    }

    private static func add(_ code: String, to codes: inout [UInt8]) {
        if !codes.isEmpty { codes.append(UInt8(ascii: ";")) }
        codes.append(contentsOf: code.utf8)
    }

    private static func add(_ number: UInt8, to codes: inout [UInt8]) {
        codes.append(UInt8(ascii: ";"))
        if number >= 100 { codes.append(UInt8(ascii: "0") + number / 100) }
        if number >= 10 { codes.append(UInt8(ascii: "0") + number / 10 % 10) }
        codes.append(UInt8(ascii: "0") + number % 10)
    }

    /// Adds the parameters of a color, by ECMA-48, aixterm and xterm.
    private func add(_ color: TerminalColor, base: Int, to codes: inout [UInt8]) {
        if let rgb = color.rgb, let number = abilities.colors.number(of: rgb) {
            Self.add("\(base + 8);5", to: &codes)
            Self.add(number, to: &codes)
        } else if let rgb = color.rgb {
            Self.add("\(base + 8);2", to: &codes)
            for part in [rgb.red, rgb.green, rgb.blue] { Self.add(part, to: &codes) }
        } else if let index = color.index {
            if index < 8 {
                Self.add("\(base + Int(index))", to: &codes)
            } else if index < 16, abilities.colors == .sixteen {
                Self.add("\(base + 60 + Int(index) - 8)", to: &codes)
            } else {
                Self.add("\(base + 8);5", to: &codes)
                Self.add(index, to: &codes)
            }
        } else {
            Self.add("\(base + 9)", to: &codes)
        }
    }
}
