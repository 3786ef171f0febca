import FaceTypes
import Text

/// Unknown faces that were kept, as small pictures, those that came most often first.
struct InboxPanel: Panel {
    /// How large a face is drawn, in cells, with two lines of words below.
    private static let tile = (rows: 9, columns: 16)

    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard case .inbox(let selection) = screen.overlay else { return }
        canvas.clear(area)
        let marked = selection.marked.isEmpty ? "" : ", \(selection.marked.count) marked"
        canvas.text(
            "INBOX  \(snapshot.inbox.count.counted("unknown person", "unknown people"))\(marked)",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        guard !snapshot.inbox.isEmpty else {
            canvas.paragraph(
                "no unknown face was kept; `facetop inbox` says where they are, --no-inbox keeps none",
                in: area.below(2).inset(2),
                style: .dim
            )
            return
        }
        let across = max(1, area.columns / Self.tile.columns)
        let down = max(1, (area.rows - 1) / Self.tile.rows)
        let index = min(selection.index, snapshot.inbox.count - 1)
        let first = max(0, index / across - down + 1) * across
        for (number, person) in snapshot.inbox.enumerated().dropFirst(first).prefix(across * down) {
            let place = number - first
            let tile = Area(
                row: area.row + 1 + place / across * Self.tile.rows,
                column: area.column + place % across * Self.tile.columns,
                rows: min(Self.tile.rows, area.rows - 1),
                columns: Self.tile.columns - 1
            )
            draw(person, number == index, selection.marked.contains(person.id), screen, into: &canvas, tile)
        }
    }

    private func draw(
        _ person: UnknownPerson,
        _ isSelected: Bool,
        _ isMarked: Bool,
        _ screen: Screen,
        into canvas: inout Canvas,
        _ tile: Area
    ) {
        if screen.view.privacy == .off {
            canvas.picture(person.picture, in: tile.top(tile.rows - 2).inset(1), screen.view)
        }
        let style: Style = isSelected ? .selected : .dim
        let words = [
            "\(isMarked ? "●" : " ")\(isSelected ? ">" : " ")\(person.visits.counted("visit"))",
            String(person.seen.upperBound.dayAndTime.dropFirst(5)),
        ]
        for (index, word) in words.enumerated() {
            canvas.text(
                word,
                row: tile.row + tile.rows - 2 + index,
                column: tile.column + 1,
                width: tile.columns - 1,
                style: style
            )
        }
    }
}
