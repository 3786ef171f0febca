import FaceTypes
import PrintableText

/// Rates and latencies of the pipeline's stages, and what was lost.
struct StagesPanel: Panel {
    /// How many rows it fills: one a stage, and one for the losses.
    static let rows = 6

    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        var lines = snapshot.metrics.stages.map { stage in
            // A source that gives nothing now has no rate: its last one would fall as if it failed.
            let rate = Self.left(snapshot.source.isRunning ? "\(stage.rate.tenths)/s" : "", 8)
            return
                "\(Self.right(stage.name, 10))\(rate)\(Self.left(stage.p50.tenths, 6))\(Self.left(stage.p95.tenths, 6)) ms"
        }
        lines.append(
            "lost by pipeline \(snapshot.metrics.dropped), by source \(snapshot.metrics.losses.total)"
        )
        for (index, line) in lines.prefix(area.rows).enumerated() {
            canvas.text(line, row: area.row + index, column: area.column, width: area.columns, style: .dim)
        }
    }

    private static func right(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func left(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
