import FaceTypes

/// The keys; or a name being typed; or the last message.
struct FooterPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        if let typed = screen.typedName {
            canvas.text(
                " Name of the face: \(typed)_   Enter enrolls, Esc goes back",
                row: area.row,
                column: area.column,
                width: area.columns,
                style: .selected
            )
            return
        }
        var column = area.column
        for binding in KeyMap.bindings where binding.isInFooter {
            column += canvas.text(" \(binding.key)", row: area.row, column: column, style: .key)
            column += canvas.text(" \(binding.short) ", row: area.row, column: column)
        }
        if let message = screen.message {
            canvas.text(
                "  \(message)",
                row: area.row,
                column: column,
                width: area.columns - column,
                style: .warning
            )
        }
    }
}
