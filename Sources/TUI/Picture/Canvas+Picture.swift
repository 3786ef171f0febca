import FaceTypes

extension Canvas {
    /// Draws a small picture in cells, as large as an area allows.
    ///
    /// - Parameters:
    ///   - frame: the picture.
    ///   - area: where.
    ///   - view: how pictures are shown; true pixels are for the large one alone.
    mutating func picture(_ frame: Frame, in area: Area, _ view: PictureView) {
        guard area.rows > 0, area.columns > 0 else { return }
        let mode = view.mode.pixels == nil ? view.mode : .half
        let place = VideoPanel.place(of: frame, in: area, cell: view.cell)
        let (across, down) = mode.grid
        let grid = PictureGrid(frame, columns: place.columns * across, rows: place.rows * down)
        let cells = PictureCells(mode: mode, colors: view.colors, isASCII: view.isASCII)
        for row in 0..<place.rows {
            for column in 0..<place.columns {
                // At the left: words stand above it.
                self[area.row + row, area.column + column] = cells.cell(row, column, of: grid, coarseness: 1)
            }
        }
    }
}
