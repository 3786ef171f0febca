import FaceTypes
import Text

/// The source, its state, and how fast frames become results.
struct HeaderPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.fill(row: area.row, style: .title)
        let (index, count) = snapshot.camera
        let name = Self.short(snapshot.sourceName) + (count > 1 ? " \(index + 1)/\(count)" : "")
        var parts = ["facetop", name, Self.state(snapshot.source)]
        if let mode = snapshot.mode { parts.append(mode) }
        if snapshot.source.isRunning, let total = snapshot.metrics[.total] {
            parts.append("\(total.rate.tenths) frames/s")
            parts.append("\(total.p50.tenths) ms (p95 \(total.p95.tenths))")
        }
        if screen.use.limit != nil || area.columns >= 120 { parts.append(Self.line(screen.use)) }
        if let process = snapshot.process {
            parts.append("cpu \(Int(process.processor.rounded())) %  \(process.memory / 1_000_000) MB")
        }
        if !snapshot.precision.isEmpty { parts.append(snapshot.precision) }
        if snapshot.isReadOnly { parts.append("read-only") }
        if snapshot.galleryProblems > 0 { parts.append("\(snapshot.galleryProblems) not used") }
        let lost = "lost \(snapshot.metrics.replaced + snapshot.metrics.losses.total)"
        var line = ""
        // What does not fit is left out as a whole; the losses always fit.
        for (index, part) in parts.enumerated() {
            let longer = line + (index == 0 ? " " : "  ") + part
            guard longer.columns + 2 + lost.columns <= area.columns || index < 3 else { continue }
            line = longer
        }
        canvas.text(
            "\(line)  \(lost)",
            row: area.row,
            column: area.column,
            width: area.columns,
            style: .title
        )
    }

    /// What of the line to the terminal is used, of how much.
    private static func line(_ use: OutputUse) -> String {
        let used = Int(use.bytesPerSecond * 8 / 1000)
        return use.limit.map { "\(used) of \($0 * 8 / 1000) kbit/s" } ?? "\(used) kbit/s"
    }

    /// The longest name that leaves room for state, mode and rates in 80 columns.
    private static let longestName = 24

    /// A name that fits: of a long path its end, and of that the beginning.
    ///
    /// udev's names of cameras are long.
    private static func short(_ name: String) -> String {
        guard name.count > longestName else { return name }
        let end = name.hasPrefix("/") ? String(name.split(separator: "/").last ?? "") : name
        return end.count > longestName ? "\(end.prefix(longestName - 1))…" : end
    }

    private static func state(_ state: Snapshot.SourceState) -> String {
        switch state {
        case .opening: "opening"
        case .running: "live"
        case .lost: "LOST"
        case .paused: "PAUSED"
        case .ended: "ended"
        case .failed: "FAILED"
        }
    }
}
