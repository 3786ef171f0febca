import FaceTypes

/// The lines around a face, which say what it is without colors, too.
enum Outline {
    /// Somebody known: whole lines.
    case known
    /// Nobody known: broken lines.
    case unknown
    /// Not yet, or not to be, recognized: corners.
    case open
    /// Out of sight: dots.
    case lost
    /// Chosen: thick lines.
    case chosen
    /// Chosen, and nobody known: thick, broken lines.
    case chosenUnknown

    init(_ face: Snapshot.Face, isChosen: Bool) {
        let isUnknown = face.identity.map { $0.person == nil } ?? false
        self =
            face.track.state == .lost
            ? .lost
            : isChosen
                ? (isUnknown ? .chosenUnknown : .chosen)
                : face.identity == nil ? .open : isUnknown ? .unknown : .known
    }

    /// The lines across and down; nil where there are none.
    var lines: (across: Unicode.Scalar, down: Unicode.Scalar)? {
        switch self {
        case .known: ("─", "│")
        case .unknown: ("╌", "╎")
        case .open: nil
        case .lost: ("·", "·")
        case .chosen: ("━", "┃")
        case .chosenUnknown: ("╍", "╏")
        }
    }

    /// Top left, top right, bottom left, bottom right.
    var corners: [Unicode.Scalar] {
        switch self {
        case .known, .unknown, .open: ["┌", "┐", "└", "┘"]
        case .lost: ["·", "·", "·", "·"]
        case .chosen, .chosenUnknown: ["┏", "┓", "┗", "┛"]
        }
    }
}

extension Canvas {
    /// Draws lines around an area, on what is there.
    mutating func outline(_ area: Area, _ outline: Outline, style: Style) {
        let (left, right) = (area.column, area.column + max(1, area.columns) - 1)
        let (top, bottom) = (area.row, area.row + max(1, area.rows) - 1)
        if let lines = outline.lines {
            for column in left...right {
                draw(lines.across, over: top, column, style)
                draw(lines.across, over: bottom, column, style)
            }
            for row in top...bottom {
                draw(lines.down, over: row, left, style)
                draw(lines.down, over: row, right, style)
            }
        }
        let places = [(top, left), (top, right), (bottom, left), (bottom, right)]
        for (corner, place) in zip(outline.corners, places) { draw(corner, over: place.0, place.1, style) }
    }

    private mutating func draw(_ character: Unicode.Scalar, over row: Int, _ column: Int, _ style: Style) {
        guard (0..<rows).contains(row), (0..<columns).contains(column) else { return }
        var color = Cell.Color.style(style)
        switch self[row, column].color {
        // Darker than the picture: the line must be seen on a bright one.
        case .picture(let ink, let ground): color = .over(style, RGB.mean(RGB.mean(ink, ground), .black))
        case .over(_, let ground): color = .over(style, ground)
        case .style, .image: break
        }
        self[row, column] = Cell(character: character, color: color)
    }
}
