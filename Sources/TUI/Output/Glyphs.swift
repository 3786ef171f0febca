/// The characters of a terminal that has ASCII alone.
enum Glyphs {
    private static let replacements: [Unicode.Scalar: Unicode.Scalar] = [
        "┌": "+", "┐": "+", "└": "+", "┘": "+", "─": "-", "│": "|",
        "┏": "#", "┓": "#", "┗": "#", "┛": "#", "━": "=", "┃": "#",
        "╌": "-", "╎": ":", "╍": "=", "╏": "#", "┄": ".", "┆": ".", "…": ".", "▀": " ", "▄": " ", "█": "#",
        "·": ".",
        "▏": "|", "▕": "|", "►": ">", "✓": "*", "✗": "x", "●": "*", "○": "o",
    ]
    /// From dark to bright.
    static let asciiShades: [Unicode.Scalar] = [" ", ".", ":", "*", "#"]
    static let shades: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]

    /// The nearest that ASCII has.
    static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return scalar }
        // Parts of a bar.
        if ("▁"..."▉").contains(scalar) { return scalar < "▅" ? " " : "#" }
        return replacements[scalar] ?? "?"
    }

    /// Whether a terminal is to be given ASCII alone: an old one, or one whose user asked for the `C` locale.
    ///
    /// Where no locale is set at all, as in many a container, it is most likely one of today's.
    static func isASCIIOnly(_ environment: [String: String]) -> Bool {
        let terminal = environment["TERM"] ?? ""
        if ["vt52", "vt100", "vt102", "vt220", "ansi", "linux-basic"].contains(where: terminal.hasPrefix) {
            return true
        }
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let locale else { return false }
        let charset = locale.lowercased().filter { $0 != "-" }
        return !charset.contains("utf8")
    }
}
