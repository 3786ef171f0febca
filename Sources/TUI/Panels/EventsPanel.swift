import FaceTypes
import Glibc
import Text

/// The last events, newest at the bottom.
struct EventsPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.text("EVENTS", row: area.row, column: area.column, width: area.columns, style: .key)
        let rows = snapshot.events.suffix(area.rows - 1).flatMap { event in
            let (what, style) = Self.words(event)
            let clock = "\(Self.clock(event.time))  "
            let lines = what.wrapped(to: area.columns - clock.count)
            return lines.enumerated().map { index, line in
                (text: (index == 0 ? clock : "".padded(to: clock.count)) + line, style: style)
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

    private static func words(_ event: Event) -> (String, Style) {
        let identity = event.face?.identity
        let track = event.face.map { "\($0.track)  " } ?? ""
        let who =
            switch identity {
            case .known(let nearest): "\(nearest.person) (d2 \(nearest.d2.hundredths))"
            case .unknown: "unknown"
            case nil: "a face"
            }
        return switch (event.kind, event.subject) {
        case (.new, _): ("\(track)new     \(who)", .pending)
        case (.update, _): ("\(track)is      \(who)", identity?.person == nil ? .unknown : .known)
        case (.end, _): ("\(track)left    \(who) after \(event.duration.tenths) s", .dim)
        case (.lost, .camera(let reason)): ("camera lost: \(reason ?? "")", .warning)
        case (.lost, .face): ("camera lost", .warning)
        case (.back, _): ("camera back after \(event.duration.tenths) s", .dim)
        }
    }

    /// The time of day here, as 12:34:56.
    private static func clock(_ seconds: Double) -> String {
        var time = time_t(seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&time, &parts)
        return unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Int($0).twoDigits }
            .joined(separator: ":")
    }
}
