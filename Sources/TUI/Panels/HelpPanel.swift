import FaceTypes

/// All keys, over the rest of the screen; longer than a small screen, it is scrolled.
struct HelpPanel: Panel {
    /// A line of the help.
    struct Line {
        let key: String
        let text: String
        var isNote = false
    }

    private static let notes = [
        "A name is shown as soon as the looks at a face, taken together, are evidence enough. d2 is the squared distance "
            + "to a person's templates, from 0 (the same) to 4; the margin says how much farther the second person is. "
            + "`unknown` is an answer: nobody enrolled is near enough.",
        "Lines around a face: whole for somebody known, broken for unknown, corners while it is not recognized, dots out "
            + "of sight; thick around the chosen one.",
        "A face can be enrolled for five seconds after it left.",
        "facetop is no authentication: a photo in front of the camera is a face, too.",
    ]

    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard case .help(let scroll) = screen.overlay else { return }
        canvas.clear(area)
        let lines = Self.lines(columns: area.columns)
        let room = area.rows - 2
        let first = min(scroll, max(0, lines.count - room))
        let more =
            lines.count > room ? "   \(first + 1)-\(min(lines.count, first + room)) of \(lines.count)" : ""
        canvas.text("KEYS\(more)", row: area.row, column: area.column, width: area.columns, style: .key)
        for (index, line) in lines.dropFirst(first).prefix(room).enumerated() {
            let row = area.row + 2 + index
            canvas.text(line.key, row: row, column: 2, style: .known)
            canvas.text(
                line.text,
                row: row,
                column: line.isNote ? 2 : 10,
                style: line.isNote ? .dim : .plain
            )
        }
    }

    static func lines(columns: Int) -> [Line] {
        var lines: [Line] = []
        for binding in KeyMap.bindings {
            let text = ":\(binding.name)  \(binding.help)"
            for (index, line) in text.wrapped(to: columns - 12).enumerated() {
                lines.append(Line(key: index == 0 ? binding.key : "", text: line))
            }
        }
        for note in notes {
            lines.append(Line(key: "", text: ""))
            for line in note.wrapped(to: columns - 4) {
                lines.append(Line(key: "", text: line, isNote: true))
            }
        }
        return lines
    }
}
