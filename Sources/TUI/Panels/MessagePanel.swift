import FaceTypes

/// The last message to the user, whole, over the last rows of what is above the keys.
struct MessagePanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard let message = screen.message else { return }
        let lines = message.wrapped(to: area.columns - 2).suffix(area.rows)
        let first = area.row + area.rows - lines.count
        for (index, line) in lines.enumerated() {
            canvas.fill(row: first + index, style: .plain)
            canvas.text(line, row: first + index, column: area.column + 1, style: .warning)
        }
    }
}
