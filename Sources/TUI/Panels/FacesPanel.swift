import FaceTypes

/// Who is there: a line a face, the chosen one with its distances.
struct FacesPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        let enrolled = "\(snapshot.enrolled.people) people, \(snapshot.enrolled.templates) templates"
        canvas.text(
            "WHO IS THERE (\(snapshot.faces.count))",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        canvas.text(
            enrolled,
            row: area.row + area.rows - 1,
            column: area.column,
            width: area.columns,
            style: .dim
        )
        let chosen = screen.chosen(in: snapshot)?.track.id
        var row = area.row + 1
        for face in snapshot.faces where row + 1 < area.row + area.rows {
            let isChosen = face.track.id == chosen
            let mark = isChosen ? "> " : "  "
            let gone = face.track.state == .lost ? " (gone)" : ""
            canvas.text(
                "\(mark)#\(face.track.id.number) \(face.label)\(gone)",
                row: row,
                column: area.column,
                width: area.columns,
                style: face.style
            )
            row += 1
            if isChosen || snapshot.faces.count <= (area.rows - 3) / 2 {
                canvas.text(
                    "     \(Self.detail(face))",
                    row: row,
                    column: area.column,
                    width: area.columns,
                    style: .dim
                )
                row += 1
            }
        }
        if snapshot.faces.isEmpty {
            canvas.text(
                "nobody",
                row: area.row + 1,
                column: area.column + 2,
                width: area.columns,
                style: .dim
            )
        }
    }

    private static func detail(_ face: Snapshot.Face) -> String {
        switch face.identity {
        case .known(_, let d2, let margin):
            "d2 \(d2.hundredths)" + (margin.map { ", margin \($0.hundredths)" } ?? "")
        case .unknown(let nearest, let d2, _):
            nearest.flatMap { name in d2.map { "nearest \(name), d2 \($0.hundredths)" } }
                ?? "nobody is enrolled"
        case nil: face.refusal.map(\.description) ?? "looking"
        }
    }
}
