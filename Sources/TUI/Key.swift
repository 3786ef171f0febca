/// A key as it was typed, or what else comes from the terminal.
enum Key: Hashable, ExpressibleByUnicodeScalarLiteral {
    case character(Unicode.Scalar)
    case up
    case down
    case left
    case right
    case pageUp
    case pageDown
    case home
    case end
    case enter
    case escape
    case backspace
    case delete
    /// A button of the mouse was pressed on a cell.
    case click(row: Int, column: Int)
    /// The wheel was turned.
    case wheel(down: Bool)
    /// The window has another size.
    case resized
    case other

    init(unicodeScalarLiteral scalar: Unicode.Scalar) { self = .character(scalar) }

    /// Understands a sequence that terminfo does not have for this terminal; nil for what is no key.
    init?(_ sequence: ControlSequence) {
        guard case .csi(let final) = sequence.kind else { return nil }
        switch (final, sequence.body) {
        case ("A", _): self = .up
        case ("B", _): self = .down
        case ("C", _): self = .right
        case ("D", _): self = .left
        case ("H", _): self = .home
        case ("F", _): self = .end
        case ("~", "3"): self = .delete
        case ("~", "5"): self = .pageUp
        case ("~", "6"): self = .pageDown
        case ("M", let body) where body.hasPrefix("<"): self.init(mouse: body)
        default: return nil
        }
    }

    /// The mouse as xterm reports it in mode 1006: button, column and row from 1.
    private init?(mouse body: String) {
        let numbers = body.dropFirst().split(separator: ";").compactMap { Int($0) }
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        switch numbers[0] {
        case 0: self = .click(row: numbers[2] - 1, column: numbers[1] - 1)
        case 64, 65: self = .wheel(down: numbers[0] == 65)
        default: return nil
        }
    }
}
