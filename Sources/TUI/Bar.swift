/// A number as a bar of characters, with a mark at another one.
struct Bar {
    /// The length of a full bar.
    let most: Float
    /// How many columns it takes.
    let columns: Int

    /// Draws a value.
    ///
    /// - Parameters:
    ///   - value: how long the bar is.
    ///   - mark: where the mark stands; nil for none.
    /// - Returns: the bar.
    func text(_ value: Float, mark: Float? = nil) -> String {
        let filled = place(value)
        let marked = mark.map { min(columns - 1, place($0)) }
        return String(
            (0..<columns).map { column -> Character in
                column == marked ? "┃" : column < filled ? "━" : "─"
            }
        )
    }

    private func place(_ value: Float) -> Int {
        guard value.isFinite else { return columns }
        return max(0, min(columns, Int((value / most * Float(columns)).rounded())))
    }
}
