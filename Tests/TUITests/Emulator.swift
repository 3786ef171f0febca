import CVTerm

/// Somebody else's terminal: what the encoder writes is read back from libvterm.
@safe final class Emulator {
    let rows: Int
    let columns: Int
    private let terminal: OpaquePointer

    init(rows: Int, columns: Int) {
        (self.rows, self.columns) = (rows, columns)
        unsafe terminal = vterm_new(Int32(rows), Int32(columns))
        unsafe vterm_set_utf8(terminal, 1)
        unsafe vterm_screen_reset(vterm_obtain_screen(terminal), 1)
        write([UInt8]("\u{1B}[?7l".utf8))
    }

    deinit { unsafe vterm_free(terminal) }

    func write(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes {
            unsafe _ = vterm_input_write(
                terminal,
                $0.baseAddress?.assumingMemoryBound(to: CChar.self),
                $0.count
            )
        }
    }

    func cell(_ row: Int, _ column: Int) -> cvterm_cell {
        unsafe cvterm_cell_at(terminal, Int32(row), Int32(column))
    }

    /// The characters of a row.
    func line(_ row: Int) -> String {
        var line = ""
        var column = 0
        while column < columns {
            let cell = cell(row, column)
            let scalars = unsafe withUnsafeBytes(of: cell.characters) {
                unsafe Array($0.bindMemory(to: UInt32.self))
            }
            let text = scalars.prefix { $0 != 0 }.compactMap { Unicode.Scalar($0) }
            if text.isEmpty { line.append(" ") } else { line.unicodeScalars.append(contentsOf: text) }
            column += max(1, Int(cell.width))
        }
        return line
    }
}
