import Text

/// Why a terminal can't be drawn on.
public enum TerminalError: Error, Hashable, CustomStringConvertible {
    /// Standard input or output is no terminal.
    case none
    /// `TERM` names nothing that this system knows.
    case unknown(String)
    /// It can't move its cursor.
    case cannotMove(String)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .none: "there is no terminal; use --headless"
        case .unknown(let name):
            "this system knows no terminal `\(name.printable)` (TERM); use --headless, or set TERM=xterm-256color"
        case .cannotMove(let name):
            "a terminal that can't move its cursor can't be drawn on (TERM=\(name.printable)); use --headless, or if it can, "
                + "set TERM=xterm-256color"
        }
    }
}
