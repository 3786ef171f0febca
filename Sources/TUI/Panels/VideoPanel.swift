import FaceTypes

/// The picture, with a box and a name around each face.
struct VideoPanel: Panel {
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
        guard screen.view.privacy != .hidden else {
            return drawWrapped("the picture is hidden; v shows it", into: &canvas, area: area)
        }
        let place = Self.place(of: frame, in: area, cell: screen.view.cell)
        if screen.view.privacy != .boxes { drawPicture(frame, snapshot, screen.view, into: &canvas, place) }
        let chosen = screen.chosen(in: snapshot)?.track.id
        // The chosen one last: its name is over the others'.
        for face in snapshot.faces.sorted(by: { a, _ in a.track.id != chosen }) {
            draw(face, isChosen: face.track.id == chosen, of: frame, into: &canvas, place)
        }
    }

    /// Where a picture stands in an area: as large as it can be, in the middle.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - area: where there is room.
    ///   - cell: the size of a cell in pixels, or anything with the same ratio.
    /// - Returns: the cells that it takes.
    static func place(of frame: Frame, in area: Area, cell: (width: Int, height: Int)) -> Area {
        let ratio = Double(cell.height) / Double(cell.width)
        let scale = max(
            Double(frame.width) / Double(area.columns),
            Double(frame.height) / (Double(area.rows) * ratio)
        )
        let columns = max(1, min(area.columns, Int(Double(frame.width) / scale)))
        let rows = max(1, min(area.rows, Int(Double(frame.height) / scale / ratio)))
        return Area(
            row: area.row + (area.rows - rows) / 2,
            column: area.column + (area.columns - columns) / 2,
            rows: rows,
            columns: columns
        )
    }

    private func drawPicture(
        _ frame: Frame,
        _ snapshot: Snapshot,
        _ view: PictureView,
        into canvas: inout Canvas,
        _ place: Area
    ) {
        let pixels = view.pixels(of: place)
        var grid = PictureGrid(frame, columns: pixels.columns, rows: pixels.rows)
        if view.privacy == .pixelate {
            for face in snapshot.faces {
                grid.pixelate(face.track.detection.box, of: (frame.width, frame.height))
            }
        }
        guard view.mode.pixels == nil else {
            let size = (place.columns * view.cell.width, place.rows * view.cell.height)
            canvas.image = Canvas.Image(place: place, grid: grid, size: size)
            if view.usesPlaceholders { drawPlaceholders(into: &canvas, place) }
            return
        }
        let cells = PictureCells(mode: view.mode, colors: view.colors, isASCII: view.isASCII)
        for row in 0..<place.rows {
            for column in 0..<place.columns {
                canvas[place.row + row, place.column + column] = cells.cell(
                    row,
                    column,
                    of: grid,
                    coarseness: view.coarseness
                )
            }
        }
    }

    private func drawPlaceholders(into canvas: inout Canvas, _ place: Area) {
        for row in 0..<min(place.rows, KittyPlaceholder.most) {
            for column in 0..<min(place.columns, KittyPlaceholder.most) {
                canvas[place.row + row, place.column + column] = KittyPlaceholder.cell(
                    row: row,
                    column: column
                )
            }
        }
    }

    private func draw(
        _ face: Snapshot.Face,
        isChosen: Bool,
        of frame: Frame,
        into canvas: inout Canvas,
        _ place: Area
    ) {
        let area = place.cells(of: face.track.detection.box, in: frame)
        canvas.outline(area, Outline(face, isChosen: isChosen), style: face.style)
        canvas.text(
            " \(face.label) ",
            row: area.row,
            column: area.column + 1,
            width: max(0, place.column + place.columns - area.column - 1),
            style: face.style
        )
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
}

extension Area {
    /// The cells that a box takes in a picture that stands here.
    func cells(of box: Box, in frame: Frame) -> Area {
        func clamped(_ position: Double, _ limit: Int) -> Int {
            Int(max(0, min(position, Double(limit - 1))))
        }
        func across(_ x: Float) -> Int { clamped(Double(x) * Double(columns) / Double(frame.width), columns) }
        func down(_ y: Float) -> Int { clamped(Double(y) * Double(rows) / Double(frame.height), rows) }
        let (left, top) = (across(box.x), down(box.y))
        return Area(
            row: row + top,
            column: column + left,
            rows: down(box.maxY) - top + 1,
            columns: across(box.maxX) - left + 1
        )
    }
}
