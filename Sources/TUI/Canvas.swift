/// What a piece of text means; a theme has a color for each.
enum Style: Hashable, Sendable, CaseIterable {
    case plain
    case title
    case known
    case unknown
    case pending
    case refused
    case selected
    /// Where the next letter comes.
    case cursor
    case warning
    case key
    case dim
}

/// Up to four combining marks, kept in place: thousands of cells are compared for every picture.
struct Marks: Hashable, Sendable {
    /// No more are drawn over one character.
    static let most = 4
    private var values = SIMD4<UInt32>()

    init(_ scalars: [Unicode.Scalar] = []) {
        for (index, scalar) in scalars.prefix(Self.most).enumerated() { values[index] = scalar.value }
    }

    var isEmpty: Bool { values[0] == 0 }

    var scalars: [Unicode.Scalar] {
        (0..<Self.most).compactMap { values[$0] == 0 ? nil : Unicode.Scalar(values[$0]) }
    }
}

/// One character cell.
struct Cell: Hashable, Sendable {
    /// How a cell is colored.
    enum Color: Hashable, Sendable {
        case style(Style)
        /// Foreground and background, as the picture has them.
        case picture(RGB, RGB)
        /// A part of a picture of true pixels, whose number is the color.
        case image
        /// A meaning's foreground on the picture.
        case over(Style, RGB)
    }

    var character: Unicode.Scalar = " "
    /// Combining marks that are drawn over the character.
    var marks = Marks()
    var color = Color.style(.plain)
}

/// A rectangle of cells.
struct Area: Hashable, Sendable {
    var row: Int
    var column: Int
    var rows: Int
    var columns: Int
}

/// A grid of cells that panels draw into; what lies outside is ignored.
struct Canvas: Sendable {
    let rows: Int
    let columns: Int
    private(set) var cells: [Cell]
    /// A picture of true pixels below the cells, if any.
    var image: Image?

    /// Pixels, and the cells that they take.
    struct Image: Sendable {
        let place: Area
        let grid: PictureGrid
        /// The size of those cells in pixels, which the picture is enlarged to.
        let size: (columns: Int, rows: Int)
    }

    init(rows: Int, columns: Int) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        cells = [Cell](repeating: Cell(), count: self.rows * self.columns)
    }

    subscript(row: Int, column: Int) -> Cell {
        get { cells[row * columns + column] }
        set {
            guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
            cells[row * columns + column] = newValue
        }
    }

    var area: Area { Area(row: 0, column: 0, rows: rows, columns: columns) }

    /// Writes a line of text, cut with an ellipsis where it is longer than a width; whatever a terminal could
    /// act on is made visible.
    ///
    /// - Returns: how many columns it took.
    @discardableResult
    mutating func text(_ text: String, row: Int, column: Int, width: Int = .max, style: Style = .plain) -> Int
    {
        let room = min(width, columns - column)
        guard room > 0 else { return 0 }
        var used = 0
        let texts = CellText.cells(of: text)
        for (index, cell) in texts.enumerated() {
            let needed = cell.width
            let rest = index + 1 < texts.count
            if used + needed > (rest ? room - 1 : room) {
                if used < room { self[row, column + used] = Cell(character: "…", color: .style(style)) }
                return room
            }
            self[row, column + used] = Cell(
                character: cell.base,
                marks: Marks(cell.marks),
                color: .style(style)
            )
            // The second half of a wide character is the terminal's own business.
            if needed == 2 { self[row, column + used + 1] = Cell(character: "\0", color: .style(style)) }
            used += needed
        }
        return used
    }

    /// Writes one line into the first row of an area; returns that it took one row.
    @discardableResult
    mutating func line(_ text: String, in area: Area, style: Style = .plain) -> Int {
        self.text(text, row: area.row, column: area.column, width: area.columns, style: style)
        return 1
    }

    /// Writes a text over as many rows of an area as it needs.
    ///
    /// - Returns: how many rows it took.
    @discardableResult
    mutating func paragraph(_ text: String, in area: Area, style: Style = .plain) -> Int {
        let lines = text.wrapped(to: area.columns).prefix(max(0, area.rows))
        for (index, line) in lines.enumerated() {
            self.text(line, row: area.row + index, column: area.column, width: area.columns, style: style)
        }
        return lines.count
    }

    /// Takes away all that an area shows.
    mutating func clear(_ area: Area) {
        for row in area.row..<area.row + area.rows {
            for column in area.column..<area.column + area.columns { self[row, column] = Cell() }
        }
    }

    /// Fills a row with a style.
    mutating func fill(row: Int, style: Style) {
        for column in 0..<columns { self[row, column] = Cell(color: .style(style)) }
    }

    /// The text of a row, without colors, for tests.
    func line(_ row: Int) -> String {
        var line = ""
        for cell in cells[row * columns..<(row + 1) * columns] where cell.character != "\0" {
            line.unicodeScalars.append(cell.character)
            line.unicodeScalars.append(contentsOf: cell.marks.scalars)
        }
        return line
    }
}
