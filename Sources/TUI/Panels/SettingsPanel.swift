import FaceTypes
import Text

/// Options that can be changed here, with their values and where those come from.
struct SettingsPanel: Panel {
    func draw(_ snapshot: Snapshot, _ screen: Screen, into canvas: inout Canvas, area: Area) {
        guard case .settings(let selected) = screen.overlay else { return }
        canvas.clear(area)
        canvas.text("SETTINGS", row: area.row, column: area.column, width: area.columns, style: .key)
        let list = area.below(2)
        let first = max(0, min(selected - list.rows + 1, Setting.all.count - list.rows))
        for (index, setting) in Setting.all.enumerated().dropFirst(first).prefix(list.rows) {
            let row = list.row + index - first
            let isSelected = index == selected
            let current = screen.value(of: setting, snapshot)
            canvas.text(isSelected ? ">" : " ", row: row, column: area.column, style: .known)
            canvas.text(setting.option.cut(to: 13), row: row, column: 2, style: isSelected ? .known : .plain)
            canvas.text(current.cut(to: 12), row: row, column: 16, style: isSelected ? .selected : .plain)
            let origin = snapshot.settings[setting.option]?.from ?? ""
            var words = setting.words + (setting.isLive ? "" : ", from the next start")
            if !origin.isEmpty, origin != "default" { words += " (\(origin))" }
            canvas.text(words, row: row, column: 29, width: max(0, area.columns - 29), style: .dim)
        }
    }
}
