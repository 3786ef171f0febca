/// How pictures are shown at the moment: what the user wants, and what the terminal and its line allow.
struct PictureView: Sendable {
    var mode = PictureMode.half
    var privacy = Privacy.off
    var colors = ColorDepth.palette
    var isASCII = false
    /// The size of a cell in pixels; where it is not known, what has the usual ratio.
    var cell = (width: 1, height: 2)
    /// How many of a cell's pixels one color stands for, across and down.
    var coarseness = 1

    /// The ways of sending pixels that the terminal knows.
    var graphics: Set<PixelProtocol> = []

    /// Whether cells stand for true pixels, because tmux is between.
    var usesPlaceholders = false

    /// Whether the terminal can show a mode, as far as is known.
    func canShow(_ mode: PictureMode) -> Bool {
        guard let pixels = mode.pixels else { return !isASCII || mode == .half }
        return graphics.contains(pixels) && cell.height > 2
    }

    /// The most pixels across that are sent as such: what is more is for the terminal to enlarge.
    private static let widest = 400

    /// How many colors a picture is made of that takes an area.
    func pixels(of place: Area) -> (columns: Int, rows: Int) {
        guard mode.pixels != nil else {
            let (across, down) = mode.grid
            return (
                (place.columns * across + coarseness - 1) / coarseness,
                (place.rows * down + coarseness - 1) / coarseness
            )
        }
        let (width, height) = (place.columns * cell.width, place.rows * cell.height)
        let share = min(1, Double(Self.widest) / Double(width)) / Double(coarseness)
        return (max(1, Int(Double(width) * share)), max(1, Int(Double(height) * share)))
    }
}
