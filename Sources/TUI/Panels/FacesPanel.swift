import FaceTypes
import Text

/// Who is there: a line a face, and of some why.
struct FacesPanel: Panel {
    /// The longest distance of a bar: nobody is named at a larger one.
    static let longest: Float = 2

    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.text(
            "WHO IS THERE (\(snapshot.faces.count))",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        let end = area.row + area.rows - drawEnrolled(snapshot, into: &canvas, area: area)
        var row = area.row + 1
        for place in Self.places(snapshot, screen, area: area) where row < end {
            let room = Area(row: row, column: area.column, rows: end - row, columns: area.columns)
            draw(place.face, isChosen: place.isChosen, snapshot, into: &canvas, area: room)
            if place.rows > 1 {
                detail(place.face, snapshot.source, into: &canvas, area: room.below(1).inset(Self.indent))
            }
            row += place.rows
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

    /// How far reasons stand to the right.
    private static let indent = 4

    /// A face, and how many rows it takes.
    private struct Place {
        let face: Snapshot.Face
        let isChosen: Bool
        let rows: Int
    }

    private static func places(_ snapshot: Snapshot, _ screen: Screen, area: Area) -> [Place] {
        let chosen = screen.chosen(in: snapshot)?.track.id
        let rows = snapshot.faces.map { face in
            // A bar and a line of numbers, or words.
            1 + (words(face, snapshot.source)?.wrapped(to: area.columns - 2 * indent).count ?? 2)
        }
        let showsAll = rows.reduce(0, +) <= area.rows - 2
        return zip(snapshot.faces, rows).map { face, rows in
            let isChosen = face.track.id == chosen
            return Place(face: face, isChosen: isChosen, rows: isChosen || showsAll ? rows : 1)
        }
    }

    /// Why there is no distance to be shown; nil where there is one.
    private static func words(_ face: Snapshot.Face, _ source: Snapshot.SourceState) -> String? {
        if let refusal = face.refusal { return refusal.description }
        guard face.identity?.nearest == nil, face.explanation?.nearest == nil else { return nil }
        return face.identity != nil
            ? "nobody is enrolled" : source == .ended ? "was not recognized" : "looking"
    }

    /// The face that stands on a row.
    static func face(at row: Int, _ snapshot: Snapshot, _ screen: Screen, area: Area) -> Snapshot.Face? {
        var first = area.row + 1
        for place in places(snapshot, screen, area: area) {
            if (first..<first + place.rows).contains(row) { return place.face }
            first += place.rows
        }
        return nil
    }

    private func draw(
        _ face: Snapshot.Face,
        isChosen: Bool,
        _ snapshot: Snapshot,
        into canvas: inout Canvas,
        area: Area
    ) {
        if isChosen { canvas.text(">", row: area.row, column: area.column, style: face.style) }
        let seconds = face.track.lastSeen.seconds(since: face.track.began)
        let since = face.track.state == .lost ? "gone" : seconds.briefly
        let room = area.columns - 3 - since.columns
        canvas.text(
            "#\(face.track.id.number) \(face.label)",
            row: area.row,
            column: area.column + 2,
            width: room,
            style: face.style
        )
        canvas.text(
            since,
            row: area.row,
            column: area.column + area.columns - since.columns,
            style: .dim
        )
    }

    /// The bar of the distance against the cut, and what else the decision was made from.
    private func detail(
        _ face: Snapshot.Face,
        _ source: Snapshot.SourceState,
        into canvas: inout Canvas,
        area: Area
    ) {
        if let words = Self.words(face, source) {
            canvas.paragraph(words, in: area, style: .dim)
            return
        }
        guard let nearest = face.identity?.nearest ?? face.explanation?.nearest else { return }
        let isKnown = face.identity?.person != nil
        let name = isKnown ? "" : " \(nearest.person)"
        canvas.text(
            Bar(most: Self.longest, columns: 12).text(nearest.d2, mark: face.explanation?.cut)
                + " d2 \(nearest.d2.hundredths)\(name)",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .dim
        )
        var parts = face.explanation.map { ["cut \($0.cut.hundredths)"] } ?? []
        if let margin = nearest.margin { parts.append("margin \(margin.hundredths)") }
        if let explanation = face.explanation {
            parts.append(explanation.looks.counted("look"))
            parts.append("quality \(explanation.quality.overall.hundredths)")
        }
        // What does not fit is left out as a whole.
        var line = ""
        for part in parts {
            let longer = line.isEmpty ? part : "\(line), \(part)"
            if longer.columns <= area.columns { line = longer }
        }
        canvas.text(line, row: area.row + 1, column: area.column, width: area.columns, style: .dim)
    }

    /// Says how many are enrolled, at the bottom; returns how many rows it took.
    private func drawEnrolled(_ snapshot: Snapshot, into canvas: inout Canvas, area: Area) -> Int {
        let (people, templates) = snapshot.enrolled
        var lines = ["\(people.counted("person", "people")), \(templates.counted("template"))"]
        if let (done, all) = snapshot.galleryReading {
            lines = ["gallery: " + (all == 0 ? "reading" : "\(done) of \(all.counted("photo")) read")]
        }
        if !snapshot.inbox.isEmpty { lines[0] += ", inbox \(snapshot.inbox.count)" }
        if snapshot.galleryProblems > 0 {
            lines.append("\(snapshot.galleryProblems) not used: g, or facetop gallery check")
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
}

extension Explanation {
    /// The nearest person, as an answer.
    var nearest: Identity.Nearest? {
        candidates.first.map { first in
            Identity.Nearest(
                person: first.person,
                d2: first.d2,
                margin: candidates.count > 1 ? candidates[1].d2 - first.d2 : nil
            )
        }
    }
}

extension Double {
    /// A time in seconds, as short as can be.
    var briefly: String {
        let seconds = Int(self)
        return seconds < 100
            ? "\(seconds) s" : seconds < 6000 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }
}
