import FaceTypes

/// The keys, or what is being typed.
struct FooterPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        if let prompt = screen.prompt { return draw(prompt, into: &canvas, area: area) }
        let keys: [(key: String, name: String, rank: Int)] =
            switch screen.overlay {
            case .guided: [("Enter", "enough", 0), ("Esc", "keep nothing", 0)]
            case .inbox:
                [
                    ("Space", "mark", 0), ("e", "name", 0), ("i", "ignore", 0), ("d", "delete", 0),
                    ("Esc", "back", 0),
                ]
            case .gallery:
                [
                    ("Down", "next", 1), ("r", "rename", 0), ("m", "merge", 0), ("d", "delete", 0),
                    ("u", "undo", 0), ("Esc", "back", 0),
                ]
            case .settings: [("Down", "next", 1), ("Right", "another value", 0), ("Esc", "back", 0)]
            case .help: [("Down", "scroll", 0), ("Esc", "back", 0)]
            case .explain, nil: KeyMap.bindings.compactMap { key in key.rank.map { (key.key, key.name, $0) } }
            }
        var column = area.column
        for (key, name, _) in Self.fitting(keys, columns: area.columns) {
            column += canvas.text(" \(key)", row: area.row, column: column, style: .key)
            column += canvas.text(" \(name) ", row: area.row, column: column)
        }
    }

    /// As many of the keys as there is room for: those with the greatest rank go first.
    private static func fitting(
        _ keys: [(key: String, name: String, rank: Int)],
        columns: Int
    ) -> [(key: String, name: String, rank: Int)] {
        var keys = keys
        while keys.reduce(0, { $0 + $1.key.columns + $1.name.columns + 3 }) > columns,
            let worst = keys.indices.max(by: { keys[$0].rank < keys[$1].rank }), keys.count > 1
        {
            keys.remove(at: worst)
        }
        return keys
    }

    private func draw(_ prompt: Screen.Prompt, into canvas: inout Canvas, area: Area) {
        canvas.fill(row: area.row, style: .selected)
        switch prompt {
        case .name(let purpose, let editor): draw(Self.question(purpose), editor, into: &canvas, area: area)
        case .filter(let editor): draw("Events with", editor, into: &canvas, area: area)
        case .command(let editor): draw(":", editor, into: &canvas, area: area)
        case .confirm(let question, _): write("\(question)  y/N", into: &canvas, area: area)
        case .ignore:
            write("Ignore this face: t until tomorrow, f for ever, Esc not", into: &canvas, area: area)
        case .nobody: write("Esc goes back", into: &canvas, area: area)
        }
    }

    private static func question(_ purpose: Screen.NamePurpose) -> String {
        switch purpose {
        case .guided, .single: "Name of the face:"
        case .rename(let person): "New name of \(person):"
        case .merge(let person): "\(person) is the same as:"
        case .assign(let ids): ids.count == 1 ? "Name of the face:" : "Name of the \(ids.count) faces:"
        }
    }

    private func draw(_ question: String, _ editor: LineEditor, into canvas: inout Canvas, area: Area) {
        let used = canvas.text(
            " \(question) ",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .selected
        )
        let hint = "  Enter takes it, Esc goes back "
        let hintRoom = area.columns - used >= hint.columns + 20 ? hint.columns : 0
        if hintRoom > 0 {
            canvas.text(
                hint,
                row: area.row,
                column: area.column + area.columns - hintRoom,
                style: .selected
            )
        }
        editor.draw(
            into: &canvas,
            row: area.row,
            column: area.column + used,
            width: area.columns - used - hintRoom,
            style: .selected
        )
    }

    private func write(_ text: String, into canvas: inout Canvas, area: Area) {
        canvas.text(" \(text)", row: area.row, column: area.column, width: area.columns, style: .selected)
    }
}
