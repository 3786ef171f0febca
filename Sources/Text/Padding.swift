/// The side of a text that is filled up.
public enum PaddedSide: Sendable {
    case left
    case right
}

extension String {
    /// Filled up to a number of characters; as it is where it has as many already.
    public func padded(to width: Int, with filler: Character = " ", _ side: PaddedSide = .right) -> String {
        let filling = String(repeating: filler, count: max(0, width - count))
        return side == .left ? filling + self : self + filling
    }

    /// Filled up to a column, and with at least one space behind it.
    public func column(_ width: Int) -> String { padded(to: max(width, count + 1)) }
}
