import FaceTypes
import Text

/// Rates and latencies of the pipeline's stages, and what was lost.
struct StagesPanel: Panel {
    /// How many rows it fills: one a stage, and one for the losses.
    static let rows = 6

    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        var lines = snapshot.metrics.stages.map { stage in
            // A source that gives nothing now has no rate: its last one would fall as if it failed.
            let rate = snapshot.source.isRunning ? "\(stage.rate.tenths)/s" : ""
            let times = [stage.p50, stage.p95].map { $0.tenths.padded(to: 6, .left) }.joined()
            return "\(stage.name.rawValue.padded(to: 10))\(rate.padded(to: 8, .left))\(times) ms"
        }
        lines.append(
            "lost by pipeline \(snapshot.metrics.replaced), by source \(snapshot.metrics.losses.total)"
        )
        for (index, line) in lines.prefix(area.rows).enumerated() {
            canvas.text(line, row: area.row + index, column: area.column, width: area.columns, style: .dim)
        }
    }
}
