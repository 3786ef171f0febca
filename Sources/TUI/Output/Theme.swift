/// Which colors meanings have.
public enum Theme: String, Sendable, CaseIterable {
    /// For a dark background.
    case dark
    /// For a light background.
    case light
    /// Bright colors on black, and nothing faint.
    case contrast
    /// Blue and orange, which people who see red and green alike tell apart (Okabe and Ito, 2008).
    case colorblind

    /// Chooses by a terminal's background: light where it is brighter than middle gray.
    init(background: RGB?) {
        self = background.map { $0.luma > 127 } == true ? .light : .dark
    }

    /// How a meaning is drawn.
    func look(of style: Style, _ depth: ColorDepth) -> (ink: TerminalColor, ground: TerminalColor, Attributes)
    {
        let entry = entry(of: style)
        func color(_ number: (palette: UInt8, basic: UInt8)?) -> TerminalColor {
            guard let number else { return .standard }
            return switch depth {
            case .none: .standard
            // Without bright colors a bright one is the same in bold; gray would be black.
            case .eight: number.basic == 8 ? .standard : .numbered(number.basic % 8)
            case .sixteen: .numbered(number.basic)
            case .palette, .direct: .numbered(number.palette)
            }
        }
        return (color(entry.ink), color(entry.ground), entry.attributes)
    }

    private struct Entry {
        /// The number among 256 colors, and among 16.
        var ink: (palette: UInt8, basic: UInt8)?
        var ground: (palette: UInt8, basic: UInt8)?
        /// What tells meanings apart without colors, too.
        var attributes: Attributes = []
    }

    private func entry(of style: Style) -> Entry {
        switch style {
        case .plain: Entry()
        case .selected: Entry(attributes: .reverse)
        case .cursor: Entry(attributes: .bold)
        case .title, .key: title
        case .known: Entry(ink: known, attributes: .bold)
        case .unknown: Entry(ink: unknown, attributes: .bold)
        case .warning: Entry(ink: warning, attributes: .bold)
        case .pending: Entry(ink: pending)
        case .refused, .dim: faint
        }
    }

    private var title: Entry {
        switch self {
        case .dark: Entry(ink: (16, 0), ground: (37, 6))
        case .light: Entry(ink: (231, 15), ground: (25, 4))
        case .contrast: Entry(ink: (16, 0), ground: (231, 15), attributes: .bold)
        case .colorblind: Entry(ink: (231, 15), ground: (25, 4))
        }
    }

    private var faint: Entry {
        switch self {
        case .dark, .colorblind: Entry(ink: (245, 8), attributes: .dim)
        case .light: Entry(ink: (242, 8), attributes: .dim)
        case .contrast: Entry(ink: (252, 7))
        }
    }

    private var known: (UInt8, UInt8) {
        switch self {
        case .dark: (77, 2)
        case .light: (28, 2)
        case .contrast: (46, 10)
        case .colorblind: (74, 6)
        }
    }

    private var unknown: (UInt8, UInt8) {
        switch self {
        case .dark: (220, 3)
        case .light: (130, 5)
        case .contrast: (226, 11)
        case .colorblind: (214, 3)
        }
    }

    private var pending: (UInt8, UInt8) {
        switch self {
        case .dark: (80, 6)
        case .light: (25, 4)
        case .contrast: (51, 14)
        case .colorblind: (252, 7)
        }
    }

    private var warning: (UInt8, UInt8) {
        switch self {
        case .dark: (203, 1)
        case .light: (160, 1)
        case .contrast: (196, 9)
        case .colorblind: (208, 1)
        }
    }
}
