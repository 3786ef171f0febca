/// A line of text while it is typed.
struct LineEditor: Sendable {
    /// What a key did.
    enum Outcome {
        case edited
        case entered
        case cancelled
    }

    private(set) var before = ""
    private(set) var after = ""
    /// What the line may become; Tab takes one after the other that begins as it does.
    private let completions: [String]
    private var completing: (stem: String, next: Int)?

    init(_ text: String = "", completions: [String] = []) {
        before = text
        self.completions = completions
    }

    var text: String { before + after }

    mutating func handle(_ key: Key) -> Outcome {
        if key != "\t" { completing = nil }
        switch key {
        case .enter: return .entered
        case .escape, "\u{3}": return .cancelled
        case .backspace: _ = before.popLast()
        case .delete: _ = after.isEmpty ? nil : after.removeFirst()
        case .left: before.popLast().map { after = String($0) + after }
        case .right: if !after.isEmpty { before.append(after.removeFirst()) }
        case .home, "\u{1}": (before, after) = ("", text)
        case .end, "\u{5}": (before, after) = (text, "")
        case "\u{15}": before = ""
        case "\u{B}": after = ""
        case "\u{17}": deleteWord()
        case "\t": complete()
        case .character(let scalar) where scalar.value >= 32 && scalar.value != 127:
            before.unicodeScalars.append(scalar)
        default: break
        }
        return .edited
    }

    private mutating func deleteWord() {
        while before.last?.isWhitespace == true { before.removeLast() }
        while let last = before.last, !last.isWhitespace { before.removeLast() }
    }

    private mutating func complete() {
        var (stem, next) = completing ?? (text, 0)
        let fitting = completions.filter { $0.lowercased().hasPrefix(stem.lowercased()) }
        guard !fitting.isEmpty else { return }
        next %= fitting.count
        (before, after) = (fitting[next], "")
        next += 1
        stem = completing?.stem ?? stem
        completing = (stem, next)
    }

    /// Draws the line, of a long one the part around the cursor.
    func draw(into canvas: inout Canvas, row: Int, column: Int, width: Int, style: Style) {
        let room = max(1, width - 1)
        let head = before.columns <= room ? before : "…" + before.suffix(columns: room - 1)
        var place = column + canvas.text(head, row: row, column: column, width: room, style: style)
        let mark = after.first.map(String.init) ?? "_"
        place += canvas.text(mark, row: row, column: place, style: .cursor)
        canvas.text(
            String(after.dropFirst()),
            row: row,
            column: place,
            width: max(0, column + width - place),
            style: style
        )
    }
}
