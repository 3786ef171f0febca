import FaceTypes
import Text

/// Why the chosen face is, or is not, named.
struct ExplainPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.clear(area)
        guard let face = screen.chosen(in: snapshot) else {
            canvas.text("WHY", row: area.row, column: area.column, style: .key)
            canvas.text("there is no face", row: area.row + 2, column: area.column + 2, style: .dim)
            return
        }
        canvas.text(
            "WHY  #\(face.track.id.number) \(face.label)",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        let text = area.below(2).inset(2)
        var row = text.row
        for (line, style) in Self.lines(face, columns: text.columns) where row < text.row + text.rows {
            let room = Area(
                row: row,
                column: text.column,
                rows: text.row + text.rows - row,
                columns: text.columns
            )
            // A line with a bar is cut, not wrapped.
            row +=
                line.contains("━") || line.contains("─")
                ? canvas.line(line, in: room, style: style) : canvas.paragraph(line, in: room, style: style)
        }
        let pictures = area.row + area.rows - row - 1
        if pictures > 3 { drawPictures(face, snapshot, screen, into: &canvas, area: area.bottom(pictures)) }
    }

    /// What the decision was made from, the most important first.
    private static func lines(_ face: Snapshot.Face, columns: Int) -> [(String, Style)] {
        var lines: [(String, Style)] = [(verdict(face), face.style)]
        if let refusal = face.refusal {
            lines.append(("now refused by the gate: \(refusal)", .warning))
        }
        guard let explanation = face.explanation else {
            return lines + [("it was not compared with anybody yet", .dim)]
        }
        let nameRoom = max(8, min(24, columns / 3))
        let bar = Bar(most: FacesPanel.longest, columns: max(8, min(40, columns - nameRoom - 24)))
        for candidate in explanation.candidates {
            let isNamed = candidate.person == face.identity?.person
            let note = candidate.isDisowned ? "  not, you said" : ""
            lines.append(
                (
                    candidate.person.text.cut(to: nameRoom) + " "
                        + bar.text(candidate.d2, mark: explanation.cut)
                        + " d2 \(candidate.d2.hundredths)\(note)", isNamed ? .known : .plain
                )
            )
        }
        let quality = explanation.quality
        lines.append(
            (
                "embedder \(explanation.embedder), \(explanation.looks.counted("look")) taken together; "
                    + "named from d2 \(explanation.cut.hundredths) down, if the second is \(explanation.margin.hundredths) farther",
                .dim
            )
        )
        lines.append(
            (
                "quality \(quality.overall.hundredths): face \(quality.probability.hundredths), size \(quality.size.hundredths), "
                    + "frontal \(quality.frontality.hundredths), sharp \(quality.sharpness.hundredths), light \(quality.light.hundredths); "
                    + "yaw \(Int(quality.pose.yaw))°, pitch \(Int(quality.pose.pitch))°, roll \(Int(quality.pose.roll))°",
                .dim
            )
        )
        return lines
    }

    /// The decision in a sentence.
    private static func verdict(_ face: Snapshot.Face) -> String {
        guard let explanation = face.explanation, let nearest = explanation.nearest else {
            return face.identity == nil ? "not decided yet" : "unknown: nobody is enrolled"
        }
        if explanation.isIgnored { return "ignored, as you asked" }
        switch face.identity {
        case .known(let named): return "\(named.person): near enough, and the second is far enough"
        case nil: return "not decided yet: more looks are needed"
        case .unknown: break
        }
        if explanation.candidates[0].isDisowned {
            return "unknown: nearer to a face that is not \(nearest.person) than to any photo"
        }
        if nearest.d2 > explanation.cut { return "unknown: farther than the cut from everybody" }
        if let margin = nearest.margin, margin < explanation.margin {
            return "unknown: \(explanation.candidates[1].person) is about as near as \(nearest.person)"
        }
        return "unknown so far; the last look is near enough to \(nearest.person)"
    }

    private func drawPictures(
        _ face: Snapshot.Face,
        _ snapshot: Snapshot,
        _ screen: Screen,
        into canvas: inout Canvas,
        area: Area
    ) {
        guard screen.view.privacy == .off else { return }
        let half = area.columns / 2
        let sides = [area.left(half).inset(2), area.right(half).inset(2)]
        if let probe = face.photo?.cropped {
            canvas.text("this face", row: area.row, column: sides[0].column, style: .dim)
            canvas.picture(probe, in: sides[0].below(1), screen.view)
        }
        if let photo = snapshot.comparison, photo.path == face.explanation?.candidates.first?.photo {
            canvas.text(
                "nearest photo: \(photo.path.suffix(columns: half - 18))",
                row: area.row,
                column: sides[1].column,
                width: sides[1].columns,
                style: .dim
            )
            canvas.picture(photo.picture, in: sides[1].below(1), screen.view)
        }
    }
}
