import FaceTypes
import Text

/// The last events, newest at the bottom; scrolled, and those with a word only.
struct EventsPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        let filter = screen.eventFilter
        let shown = snapshot.events.filter { filter.isEmpty || $0.matches(filter) }
        let end = max(0, shown.count - screen.eventScroll)
        var title = "EVENTS"
        if !filter.isEmpty { title += " with \(filter) (\(shown.count))" }
        if end < shown.count { title += "  \(shown.count - end) newer: PgDn" }
        canvas.text(title, row: area.row, column: area.column, width: area.columns, style: .key)
        let rows = shown[..<end].suffix(area.rows - 1).flatMap { event in
            let clock = "\(event.time.timeOfDay)  "
            let lines = event.words.wrapped(to: area.columns - clock.count)
            return lines.enumerated().map { index, line in
                (text: (index == 0 ? clock : "".padded(to: clock.count)) + line, style: event.style)
            }
        }
        for (index, row) in rows.suffix(area.rows - 1).enumerated() {
            canvas.text(
                row.text,
                row: area.row + 1 + index,
                column: area.column,
                width: area.columns,
                style: row.style
            )
        }
    }
}

extension Event {
    /// What happened, in words.
    var words: String {
        let identity = face?.identity
        let track = face.map { "\($0.track)  " } ?? ""
        let who =
            switch identity {
            case .known(let nearest): "\(nearest.person) (d2 \(nearest.d2.hundredths))"
            case .unknown: "unknown"
            case nil: "a face"
            }
        return switch (kind, subject) {
        case (.new, _): "\(track)new     \(who)"
        case (.update, _): "\(track)is      \(who)"
        case (.end, _): "\(track)left    \(who) after \(duration.tenths) s"
        case (.lost, .camera(let reason)): "camera lost: \(reason ?? "")"
        case (.lost, .face): "camera lost"
        case (.back, _): "camera back after \(duration.tenths) s"
        }
    }

    /// How it is shown.
    var style: Style {
        switch kind {
        case .new: .pending
        case .update: face?.identity?.person == nil ? .unknown : .known
        case .end, .back: .dim
        case .lost: .warning
        }
    }

    /// Whether it has a text in it, in small or large letters.
    func matches(_ text: String) -> Bool {
        "\(kind.rawValue) \(words)".lowercased().contains(text.lowercased())
    }
}
