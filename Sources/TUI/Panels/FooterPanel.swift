import FaceTypes

/// The keys, or a name being typed.
struct FooterPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard !screen.isPrompting else { return drawPrompt(screen, into: &canvas, area: area) }
        var column = area.column
        for binding in KeyMap.bindings where binding.isInFooter {
            column += canvas.text(" \(binding.key)", row: area.row, column: column, style: .key)
            column += canvas.text(" \(binding.short) ", row: area.row, column: column)
        }
    }

    private func drawPrompt(_ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.fill(row: area.row, style: .selected)
        guard let typed = screen.typedName else {
            canvas.text(" Esc goes back", row: area.row, column: area.column, style: .selected)
            return
        }
        let (before, after) = (" Name of the face: ", "_   Enter enrolls, Esc goes back")
        // Of a long name the end, where the letters come.
        let room = area.columns - before.columns - after.columns
        let shown = typed.columns <= room ? typed : "…" + typed.suffix(columns: room - 1)
        canvas.text(before + shown + after, row: area.row, column: area.column, style: .selected)
    }
}
