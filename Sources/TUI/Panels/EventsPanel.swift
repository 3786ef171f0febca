import FaceTypes
import Glibc

/// The last events, newest at the bottom.
struct EventsPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.text("EVENTS", row: area.row, column: area.column, width: area.columns, style: .key)
        let shown = snapshot.events.suffix(area.rows - 1)
        for (index, event) in shown.enumerated() {
            let (what, style) = Self.words(event)
            canvas.text(
                "\(Self.clock(event.time))  \(what)",
                row: area.row + 1 + index,
                column: area.column,
                width: area.columns,
                style: style
            )
        }
    }

    private static func words(_ event: Event) -> (String, Style) {
        let identity = event.face?.identity
        let track = event.face.map { "\($0.track)  " } ?? ""
        let who =
            switch identity {
            case .known(let person, let d2, _): "\(person) (d2 \(d2.hundredths))"
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
        return unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }
}
