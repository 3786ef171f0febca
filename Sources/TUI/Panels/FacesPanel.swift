import FaceTypes
import Text

/// Who is there: a line a face, the chosen one with its distances.
struct FacesPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.text(
            "WHO IS THERE (\(snapshot.faces.count))",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        let end = area.row + area.rows - drawEnrolled(snapshot, into: &canvas, area: area)
        let chosen = screen.chosen(in: snapshot)?.track.id
        let showsAllDetails = snapshot.faces.count <= (area.rows - 3) / 2
        var row = area.row + 1
        for face in snapshot.faces where row < end {
            let isChosen = face.track.id == chosen
            if isChosen { canvas.text(">", row: row, column: area.column, style: face.style) }
            let gone = face.track.state == .lost ? " (gone)" : ""
            row += canvas.paragraph(
                "#\(face.track.id.number) \(face.label)\(gone)",
                in: Area(row: row, column: area.column + 2, rows: end - row, columns: area.columns - 2),
                style: face.style
            )
            guard isChosen || showsAllDetails else { continue }
            row += canvas.paragraph(
                Self.detail(face, snapshot.source),
                in: Area(row: row, column: area.column + 5, rows: end - row, columns: area.columns - 5),
                style: .dim
            )
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

    /// Says how many are enrolled, at the bottom; returns how many rows it took.
    private func drawEnrolled(_ snapshot: Snapshot, into canvas: inout Canvas, area: Area) -> Int {
        var lines = [
            "\(snapshot.enrolled.people.counted("person", "people")), \(snapshot.enrolled.templates.counted("template"))"
        ]
        if let (done, all) = snapshot.galleryReading {
            lines = ["gallery: " + (all == 0 ? "reading" : "\(done) of \(all.counted("photo")) read")]
        }
        if snapshot.galleryProblems > 0 {
            lines.append("\(snapshot.galleryProblems) not used: facetop gallery check")
        }
        for (index, line) in lines.enumerated() {
            canvas.text(
                line,
                row: area.row + area.rows - lines.count + index,
                column: area.column,
                width: area.columns,
                style: index == 0 ? .dim : .warning
            )
        }
        return lines.count
    }

    private static func detail(_ face: Snapshot.Face, _ source: Snapshot.SourceState) -> String {
        switch face.identity {
        case .known(let nearest):
            "d2 \(nearest.d2.hundredths)" + (nearest.margin.map { ", margin \($0.hundredths)" } ?? "")
        case .unknown(let nearest):
            nearest.map { "nearest \($0.person), d2 \($0.d2.hundredths)" } ?? "nobody is enrolled"
        case nil: face.refusal.map(\.description) ?? (source == .ended ? "was not recognized" : "looking")
        }
    }
}
