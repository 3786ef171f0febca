import FaceTypes
import Text

/// Who is enrolled: photos, when they were seen last, what looks wrong.
struct GalleryPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard case .gallery(let selected) = screen.overlay else { return }
        canvas.clear(area)
        let people = snapshot.people
        let photos = people.reduce(0) { $0 + $1.photos.count }
        canvas.text(
            "GALLERY  \(people.count.counted("person", "people")), \(photos.counted("photo"))",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        guard !people.isEmpty else {
            let words =
                snapshot.galleryReading == nil ? "nobody is enrolled; e enrolls a face" : "it is still read"
            canvas.text(words, row: area.row + 2, column: area.column + 2, style: .dim)
            return
        }
        let details = min(area.rows / 2, 10)
        let list = area.below(1).top(area.rows - 1 - details)
        let first = max(0, min(selected - list.rows / 2, people.count - list.rows))
        for (index, person) in people.enumerated().dropFirst(first).prefix(list.rows) {
            draw(person, isSelected: index == selected, into: &canvas, row: list.row + index - first, area)
        }
        let person = people[min(selected, people.count - 1)]
        draw(person, snapshot, into: &canvas, area: area.bottom(details))
    }

    private func draw(
        _ person: PersonSummary,
        isSelected: Bool,
        into canvas: inout Canvas,
        row: Int,
        _ area: Area
    ) {
        let problems = person.photos.count { $0.problem != nil }
        let seen = person.lastSeen.map { "seen \($0.dayAndTime)" } ?? "never seen"
        var facts = "\(person.photos.count.counted("photo")), \(seen)"
        if problems > 0 { facts += ", \(problems) not used" }
        let isAlike = person.nearest?.isAlike == true
        if isAlike { facts += ", alike" }
        canvas.text(isSelected ? ">" : " ", row: row, column: area.column, style: .known)
        let room = max(8, area.columns - facts.columns - 4)
        canvas.text(
            person.name.text,
            row: row,
            column: area.column + 2,
            width: room,
            style: isSelected ? .known : .plain
        )
        canvas.text(
            facts,
            row: row,
            column: area.column + 3 + room,
            width: area.columns - room - 3,
            style: problems > 0 || isAlike ? .warning : .dim
        )
    }

    /// The photos of one person, those that look wrong first.
    private func draw(_ person: PersonSummary, _ snapshot: Snapshot, into canvas: inout Canvas, area: Area) {
        var row = area.row
        canvas.text(
            person.name.text.uppercased(),
            row: row,
            column: area.column,
            width: area.columns,
            style: .key
        )
        row += 1
        var lines: [(String, Style)] = []
        if let nearest = person.nearest {
            let words = "nearest to \(nearest.name), d2 \(nearest.d2.hundredths) between photos"
            lines.append(
                nearest.isAlike
                    ? ("\(words): one is taken for the other; m if they are the same", .warning)
                    : (words, .dim)
            )
        }
        let photos = person.photos.sorted { ($0.problem != nil ? 0 : 1) < ($1.problem != nil ? 0 : 1) }
        for photo in photos {
            let fact =
                photo.problem
                ?? ("quality \(photo.quality?.hundredths ?? "…"), "
                    + (photo.d2.map { "d2 \($0.hundredths) to the nearest other" } ?? "the only one"))
            lines.append(("\(photo.file): \(fact)", photo.problem == nil ? .plain : .warning))
        }
        for (line, style) in lines.prefix(area.row + area.rows - row) {
            canvas.text(line, row: row, column: area.column + 2, width: area.columns - 2, style: style)
            row += 1
        }
    }
}
