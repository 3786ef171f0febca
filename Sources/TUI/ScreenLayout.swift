/// Where each panel stands.
struct ScreenLayout: Hashable, Sendable {
    /// The least terminal that is drawn on.
    static let minimum = (rows: 24, columns: 80)

    let header: Area
    let video: Area
    let faces: Area
    let stages: Area
    let events: Area
    let footer: Area

    /// Divides a screen; nil where it is too small.
    init?(rows: Int, columns: Int) {
        guard rows >= Self.minimum.rows, columns >= Self.minimum.columns else { return nil }
        let side = min(48, max(34, columns * 2 / 5))
        let below = max(6, rows / 4)
        let body = rows - 2 - below
        header = Area(row: 0, column: 0, rows: 1, columns: columns)
        video = Area(row: 1, column: 0, rows: body, columns: columns - side - 1)
        faces = Area(row: 1, column: columns - side, rows: body - StagesPanel.rows, columns: side)
        stages = Area(row: 1 + faces.rows, column: columns - side, rows: StagesPanel.rows, columns: side)
        events = Area(row: 1 + body, column: 0, rows: below, columns: columns)
        footer = Area(row: rows - 1, column: 0, rows: 1, columns: columns)
    }
}
