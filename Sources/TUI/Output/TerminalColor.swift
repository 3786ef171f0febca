/// A color as a terminal is asked for it, in one word.
struct TerminalColor: Hashable, Sendable {
    private let word: UInt32

    private static let (number, picture): (UInt32, UInt32) = (1 << 24, 2 << 24)

    /// The terminal's own.
    static let standard = TerminalColor(word: 0)
    /// One of the terminal's 8, 16 or 256.
    static func numbered(_ number: UInt8) -> TerminalColor {
        TerminalColor(word: Self.number | UInt32(number))
    }

    private init(word: UInt32) { self.word = word }

    /// A color of the picture.
    init(_ color: RGB) {
        word = Self.picture | UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
    }

    /// The picture's color, if it is one.
    var rgb: RGB? {
        guard word & Self.picture != 0 else { return nil }
        return RGB(
            red: UInt8(truncatingIfNeeded: word >> 16),
            green: UInt8(truncatingIfNeeded: word >> 8),
            blue: UInt8(truncatingIfNeeded: word)
        )
    }

    /// The color's number, if it has one.
    var index: UInt8? { word & Self.number != 0 ? UInt8(truncatingIfNeeded: word) : nil }

    /// Whether two look the same: equal, or of the picture and nowhere farther apart than a tolerance, from 0 to 255.
    func isNear(_ other: TerminalColor, _ tolerance: Int) -> Bool {
        if word == other.word { return true }
        guard let a = rgb, let b = other.rgb else { return false }
        return abs(Int(a.red) - Int(b.red)) <= tolerance && abs(Int(a.green) - Int(b.green)) <= tolerance
            && abs(Int(a.blue) - Int(b.blue)) <= tolerance
    }
}

/// What makes text differ where there are no colors.
struct Attributes: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    static let bold = Attributes(rawValue: 1)
    static let dim = Attributes(rawValue: 2)
    static let reverse = Attributes(rawValue: 4)
}
