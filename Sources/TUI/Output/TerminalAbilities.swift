/// What a terminal can do, as far as it is known.
struct TerminalAbilities: Sendable {
    /// How many colors there are, or may be used.
    var colors = ColorDepth.palette
    /// Whether it has ASCII alone.
    var isASCII = false
    /// Whether it holds a frame back until all of it has come (mode 2026).
    var isSynchronized = false
    /// Its background, where it has told.
    var background: RGB?
    /// The size of a cell in pixels, where it has told.
    var cell: (width: Int, height: Int)?
    /// Whether it notifies by OSC 777 and not by OSC 9.
    var notifiesByFields = false
    /// Whether it shows pictures by kitty's protocol, or by sixels.
    var graphics: Set<PixelProtocol> = []
    /// Whether kitty's pictures reach it through tmux.
    var isPassedThrough = false
    /// Moves the cursor on a terminal that does not do it as ECMA-48 says; nil for all others.
    var move: (@Sendable (_ row: Int, _ column: Int) -> [UInt8])?
    /// Whether it understands ECMA-48, as nearly all do.
    var isStandard: Bool { move == nil }
    /// Those of a terminal that does not know ECMA-48's attributes.
    var plain: [UInt8] = []
    var clear: [UInt8] = []
    var bold: [UInt8] = []
    var reverse: [UInt8] = []
}

/// How pixels are sent to a terminal that shows them.
public enum PixelProtocol: String, Sendable, Hashable, CaseIterable {
    case kitty
    case sixel
}
