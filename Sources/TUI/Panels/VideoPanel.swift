import FaceTypes

/// The picture in half blocks, with a box and a name around each face.
struct VideoPanel: Panel {
    /// A cell is about twice as high as wide, and shows two pixels, one above the other: pixels are square.
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        switch snapshot.source {
        case .failed(let reason): return drawWrapped(reason, into: &canvas, area: area)
        case .lost(let reason):
            return drawWrapped("\(reason) (facetop tries again until it is back)", into: &canvas, area: area)
        case .opening, .running, .paused, .ended: break
        }
        guard let frame = snapshot.frame else {
            return drawWrapped("waiting for the first picture", into: &canvas, area: area)
        }
        let scale = max(
            Double(frame.width) / Double(area.columns),
            Double(frame.height) / Double(area.rows * 2)
        )
        let width = max(1, min(area.columns, Int(Double(frame.width) / scale)))
        let height = max(1, min(area.rows, Int(Double(frame.height) / scale / 2)))
        let left = area.column + (area.columns - width) / 2
        let top = area.row + (area.rows - height) / 2
        for row in 0..<height {
            for column in 0..<width {
                let upper = Self.average(frame, column, row * 2, scale)
                let lower = Self.average(frame, column, row * 2 + 1, scale)
                canvas[top + row, left + column] = Cell(character: "▀", color: .picture(upper, lower))
            }
        }
        for face in snapshot.faces where face.track.state == .confirmed {
            let box = face.track.detection.box
            let isChosen = face.track.id == screen.chosen(in: snapshot)?.track.id
            let x = clamped(Double(box.x) / scale, width) + left
            let right = clamped(Double(box.maxX) / scale, width) + left
            let y = clamped(Double(box.y) / scale / 2, height) + top
            let bottom = clamped(Double(box.maxY) / scale / 2, height) + top
            outline(left: x, top: y, right: right, bottom: bottom, style: face.style, isChosen, into: &canvas)
            canvas.text(
                " \(face.label) ",
                row: y,
                column: x + 1,
                width: max(0, left + width - x - 1),
                style: face.style
            )
        }
    }

    private func clamped(_ position: Double, _ limit: Int) -> Int {
        Int(max(0, min(position, Double(limit - 1))))
    }

    private func outline(
        left: Int,
        top: Int,
        right: Int,
        bottom: Int,
        style: Style,
        _ isChosen: Bool,
        into canvas: inout Canvas
    ) {
        let lines: (Unicode.Scalar, Unicode.Scalar, [Unicode.Scalar]) =
            isChosen ? ("━", "┃", ["┏", "┓", "┗", "┛"]) : ("─", "│", ["┌", "┐", "└", "┘"])
        for column in left...max(left, right) {
            canvas[top, column] = Cell(character: lines.0, color: .style(style))
            canvas[bottom, column] = Cell(character: lines.0, color: .style(style))
        }
        for row in top...max(top, bottom) {
            canvas[row, left] = Cell(character: lines.1, color: .style(style))
            canvas[row, right] = Cell(character: lines.1, color: .style(style))
        }
        canvas[top, left] = Cell(character: lines.2[0], color: .style(style))
        canvas[top, right] = Cell(character: lines.2[1], color: .style(style))
        canvas[bottom, left] = Cell(character: lines.2[2], color: .style(style))
        canvas[bottom, right] = Cell(character: lines.2[3], color: .style(style))
    }

    private func drawWrapped(_ message: String, into canvas: inout Canvas, area: Area) {
        let lines = message.wrapped(to: area.columns - 4).count
        canvas.paragraph(
            message,
            in: Area(
                row: area.row + max(0, (area.rows - lines) / 2),
                column: area.column + 2,
                rows: area.rows,
                columns: area.columns - 4
            )
        )
    }

    /// The mean of up to four by four samples of the pixels that one half cell covers.
    private static func average(_ frame: Frame, _ column: Int, _ row: Int, _ scale: Double) -> RGB {
        let step = max(1, Int(scale / 4))
        let left = Int(Double(column) * scale)
        let top = Int(Double(row) * scale)
        let right = max(left + 1, min(frame.width, Int(Double(column + 1) * scale)))
        let bottom = max(top + 1, min(frame.height, Int(Double(row + 1) * scale)))
        var sum = (0, 0, 0)
        var count = 0
        for y in stride(from: top, to: min(bottom, frame.height), by: step) {
            for x in stride(from: left, to: min(right, frame.width), by: step) {
                let first = (y * frame.width + x) * 3
                sum.0 += Int(frame.pixels[first])
                sum.1 += Int(frame.pixels[first + 1])
                sum.2 += Int(frame.pixels[first + 2])
                count += 1
            }
        }
        guard count > 0 else { return RGB(red: 0, green: 0, blue: 0) }
        return RGB(red: UInt8(sum.0 / count), green: UInt8(sum.1 / count), blue: UInt8(sum.2 / count))
    }
}
