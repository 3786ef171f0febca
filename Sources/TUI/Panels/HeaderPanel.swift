import FaceTypes

/// The source, its state, and how fast frames become results.
struct HeaderPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        canvas.fill(row: area.row, style: .title)
        var line = " facetop  \(Self.short(snapshot.sourceName))  \(Self.state(snapshot.source)) "
        if let mode = snapshot.mode { line += " \(mode) " }
        if let total = snapshot.metrics.stages.first(where: { $0.name == "total" }) {
            line += " \(total.rate.tenths) frames/s  \(total.p50.tenths) ms (p95 \(total.p95.tenths))"
        }
        line += "  lost \(snapshot.metrics.dropped + snapshot.metrics.losses.total)"
        canvas.text(line, row: area.row, column: area.column, width: area.columns, style: .title)
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
