import FaceTypes
import Text

/// Somebody is enrolled from several sides: what is still wanted, and why a picture is not taken.
struct GuidedPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard case .guided(let guided) = screen.overlay else { return }
        canvas.clear(area)
        canvas.text(
            "ENROLLING \(guided.name)  \(guided.shots.count) of \(GuidedEnrollment.wanted)",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        let side = min(46, max(30, area.columns / 2))
        let isWide = area.columns >= 70
        let text = (isWide ? area.left(side) : area).below(2).inset(2)
        if isWide {
            VideoPanel().draw(snapshot, screen, into: &canvas, area: area.right(area.columns - side).below(1))
        }
        var row = text.row
        for line in ring(guided) {
            canvas.text(line, row: row, column: text.column, width: text.columns, style: .known)
            row += 1
        }
        row += 1
        for (line, style) in words(guided) where row < area.row + area.rows {
            let room = Area(
                row: row,
                column: text.column,
                rows: area.row + area.rows - row,
                columns: text.columns
            )
            row += canvas.paragraph(line, in: room, style: style)
        }
    }

    /// The sides as they stand around a face, full where there is a shot.
    private func ring(_ guided: GuidedEnrollment) -> [String] {
        func dots(_ side: GuidedEnrollment.Side) -> String {
            let count = guided.count(side)
            return (0..<side.wanted).map { $0 < count ? "●" : "○" }.joined()
        }
        return [
            "           up \(dots(.up))",
            "left \(dots(.left))    front \(dots(.front))    \(dots(.right)) right",
            "         down \(dots(.down))",
        ]
    }

    private func words(_ guided: GuidedEnrollment) -> [(String, Style)] {
        var lines: [(String, Style)] = [
            (guided.next?.request ?? "that is all", .title),
            (guided.reason == guided.next?.request ? "" : guided.reason ?? "", .warning), ("", .plain),
        ]
        if let quality = guided.quality {
            let bar = Bar(most: 1, columns: 12)
            let rows: [(String, Float, Float?)] = [
                ("sharp", quality.sharpness, 0.25), ("light", quality.light, 0.3),
                ("size", quality.size, 0.5),
                ("frontal", quality.frontality, nil),
            ]
            lines += rows.map { name, value, least in
                ("\(name.padded(to: 8))\(bar.text(value, mark: least)) \(value.hundredths)", .plain)
            }
            lines.append(
                ("yaw \(Int(quality.pose.yaw))°  pitch \(Int(quality.pose.pitch))°", .dim)
            )
        }
        return lines + [
            ("", .plain),
            (
                "Photos of \(guided.name) stay on this machine, in the gallery's folder. Enroll only who agrees to it.",
                .dim
            ),
        ]
    }
}
