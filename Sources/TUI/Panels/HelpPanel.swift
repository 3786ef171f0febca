import FaceTypes

/// All keys, over the rest of the screen; longer than a small screen, it is scrolled.
struct HelpPanel: Panel {
    private static let notes = [
        "A name is shown as soon as the looks at a face, taken together, are evidence enough. d2 is the squared distance "
            + "to a person's templates, from 0 (the same) to 4; the margin says how much farther the second person is. "
            + "`unknown` is an answer: nobody enrolled is near enough.",
        "A face can be enrolled for five seconds after it left.",
        "facetop is no authentication: a photo in front of the camera is a face, too.",
    ]

    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        for row in area.row..<area.row + area.rows { canvas.fill(row: row, style: .plain) }
        let lines = Self.lines(columns: area.columns - 6)
        let room = area.rows - 3
        let first = min(screen.helpScroll, max(0, lines.count - room))
        let more = lines.count > room ? "   (arrows scroll)" : ""
        canvas.text("facetop: keys\(more)", row: area.row + 1, column: 2, style: .key)
        for (index, line) in lines.dropFirst(first).prefix(room).enumerated() {
            canvas.text(line.key, row: area.row + 3 + index, column: 4, style: .known)
            canvas.text(
                line.text,
                row: area.row + 3 + index,
                column: line.isNote ? 4 : 16,
                style: line.isNote ? .dim : .plain
            )
        }
    }

    private static func lines(columns: Int) -> [(key: String, text: String, isNote: Bool)] {
        var lines: [(key: String, text: String, isNote: Bool)] = []
        for binding in KeyMap.bindings {
            for (index, line) in binding.long.wrapped(to: columns - 12).enumerated() {
                lines.append((index == 0 ? binding.key : "", line, false))
            }
        }
        for note in notes {
            lines.append(("", "", true))
            for line in note.wrapped(to: columns) { lines.append(("", line, true)) }
        }
        return lines
    }
}
