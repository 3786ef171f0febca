/// Where each panel stands.
struct ScreenLayout: Hashable, Sendable {
    /// The least terminal that is drawn on.
    static let minimum = (rows: 8, columns: 30)
    /// The least for picture and lists together.
    private static let both = (rows: 24, columns: 80)
    /// From here on there is room for two columns.
    private static let wide = (rows: 50, columns: 160)

    let header: Area
    /// All between header and footer.
    let body: Area
    var video: Area?
    var faces: Area?
    var stages: Area?
    var events: Area?
    let footer: Area

    /// Divides a screen; nil where it is too small.
    ///
    /// - Parameters:
    ///   - rows: its rows.
    ///   - columns: its columns.
    ///   - prefersList: what is shown where there is room for the picture or the list.
    init?(rows: Int, columns: Int, prefersList: Bool = false) {
        guard rows >= Self.minimum.rows, columns >= Self.minimum.columns else { return nil }
        header = Area(row: 0, column: 0, rows: 1, columns: columns)
        body = Area(row: 1, column: 0, rows: rows - 2, columns: columns)
        footer = Area(row: rows - 1, column: 0, rows: 1, columns: columns)
        if rows >= Self.wide.rows, columns >= Self.wide.columns {
            divideInColumns()
        } else if rows >= Self.both.rows, columns >= Self.both.columns {
            divide()
        } else if prefersList {
            let events = body.rows > 12 ? body.rows / 2 : 0
            faces = body.top(body.rows - events)
            self.events = events > 0 ? body.bottom(events) : nil
        } else {
            video = body
        }
    }

    /// The picture beside who is there, and events below.
    private mutating func divide() {
        let side = min(48, max(34, body.columns * 2 / 5))
        let below = max(6, (body.rows + 2) / 4)
        let upper = body.top(body.rows - below)
        events = body.bottom(below)
        video = upper.left(upper.columns - side - 1)
        let right = upper.right(side)
        faces = right.top(right.rows - StagesPanel.rows)
        stages = right.bottom(StagesPanel.rows)
    }

    /// The picture over the whole height, everything else beside it.
    private mutating func divideInColumns() {
        let side = min(80, max(60, body.columns / 3))
        video = body.left(body.columns - side - 1)
        let right = body.right(side)
        let events = right.rows / 3
        faces = right.top(right.rows - events - StagesPanel.rows)
        self.events = right.bottom(events)
        stages = right.top(right.rows - events).bottom(StagesPanel.rows)
    }
}

extension Area {
    /// The first rows.
    func top(_ count: Int) -> Area { Area(row: row, column: column, rows: max(0, count), columns: columns) }

    /// The last rows.
    func bottom(_ count: Int) -> Area {
        Area(row: row + rows - count, column: column, rows: count, columns: columns)
    }

    /// All but the first rows.
    func below(_ count: Int) -> Area { bottom(max(0, rows - count)) }

    /// The same with so many columns less on each side.
    func inset(_ count: Int) -> Area {
        Area(row: row, column: column + count, rows: rows, columns: max(0, columns - 2 * count))
    }

    /// The first columns.
    func left(_ count: Int) -> Area { Area(row: row, column: column, rows: rows, columns: max(0, count)) }

    /// The last columns.
    func right(_ count: Int) -> Area {
        Area(row: row, column: column + columns - count, rows: rows, columns: count)
    }

    /// Whether a cell lies in it.
    func contains(_ row: Int, _ column: Int) -> Bool {
        (self.row..<self.row + rows).contains(row) && (self.column..<self.column + columns).contains(column)
    }
}
