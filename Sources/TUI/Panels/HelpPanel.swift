import FaceTypes

/// All keys, over the rest of the screen.
struct HelpPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        for row in area.row..<area.row + area.rows { canvas.fill(row: row, style: .plain) }
        canvas.text("facetop: keys", row: area.row + 1, column: 2, style: .key)
        var row = area.row + 3
        for binding in KeyMap.bindings {
            canvas.text(binding.key, row: row, column: 4, style: .known)
            canvas.text(binding.long, row: row, column: 16)
            row += 1
        }
        let notes = [
            "A name is shown when several frames agree on it. d2 is the squared distance to the",
            "nearest template, from 0 (the same) to 4; the margin says how much farther the second",
            "person is. `unknown` is an answer: nobody enrolled is near enough.",
            "facetop is no authentication: a photo in front of the camera is a face, too.",
        ]
        for (index, note) in notes.enumerated() {
            canvas.text(note, row: row + 1 + index, column: 4, style: .dim)
        }
    }
}
