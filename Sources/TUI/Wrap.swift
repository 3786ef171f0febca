import Text

/// What one cell of a terminal holds: a character that takes room, and the signs that are drawn over it.
struct CellText: Hashable, Sendable {
    let base: Unicode.Scalar
    let marks: [Unicode.Scalar]
    /// How many columns it takes: 1 or 2.
    let width: Int

    /// Asks for a picture in place of a character, which not every terminal then draws as wide as it counts.
    private static let variationSelectors: ClosedRange<UInt32> = 0xFE00...0xFE0F
    private static let zeroWidthJoiner: UInt32 = 0x200D

    /// Divides a text into cells; whatever a terminal could act on is made visible.
    ///
    /// A letter and its combining marks are one cell; emoji that are joined to one are drawn side by side,
    /// because not every terminal joins them.
    static func cells(of text: String) -> [CellText] {
        var cells: [CellText] = []
        for scalar in text.printable.unicodeScalars where !variationSelectors.contains(scalar.value) {
            let width = Terminal.width(of: scalar)
            guard width == 0 else {
                cells.append(CellText(base: scalar, marks: [], width: width))
                continue
            }
            guard let last = cells.popLast() else {
                // A mark without a letter stands on a blank.
                cells.append(CellText(base: " ", marks: [scalar], width: 1))
                continue
            }
            let isJoined = scalar.value == zeroWidthJoiner && last.width == 2
            let fits = last.marks.count < Marks.most && !isJoined
            cells.append(
                CellText(base: last.base, marks: last.marks + (fits ? [scalar] : []), width: last.width)
            )
        }
        return cells
    }
}

extension String {
    /// How many columns the text takes.
    var columns: Int { CellText.cells(of: self).reduce(0) { $0 + $1.width } }

    /// The text in lines of at most so many columns, divided between words, and inside a word that is longer.
    func wrapped(to columns: Int) -> [String] {
        // What fits keeps its blanks, too.
        guard columns > 1, self.columns > columns else { return [self] }
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ", omittingEmptySubsequences: true).map(String.init) {
            if !line.isEmpty, line.columns + 1 + word.columns > columns {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " \(word)"
            while line.columns > columns {
                let head = line.prefix(columns: columns)
                lines.append(head)
                line = String(line.dropFirst(head.count))
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// The longest beginning of at most so many columns; at least one character.
    private func prefix(columns: Int) -> String {
        var head = ""
        for character in self {
            guard head.isEmpty || (head + String(character)).columns <= columns else { break }
            head.append(character)
        }
        return head
    }

    /// The text in exactly so many columns: filled with blanks, or cut.
    func cut(to columns: Int) -> String {
        let count = self.columns
        guard count > columns else { return self + String(repeating: " ", count: columns - count) }
        let head = prefix(columns: columns - 1)
        return head + "…" + String(repeating: " ", count: columns - 1 - head.columns)
    }

    /// The longest end of at most so many columns.
    func suffix(columns: Int) -> String {
        var tail = ""
        for character in reversed() {
            guard (String(character) + tail).columns <= columns else { break }
            tail = String(character) + tail
        }
        return tail
    }
}
