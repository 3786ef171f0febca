// PrintableText: text from outside, made safe for a terminal and a log.

extension Unicode.Scalar {
    /// Whether a terminal shows it and does nothing else: no control, format, line-breaking, private or unassigned
    /// character.
    public var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}

extension String {
    /// The text with everything that a terminal could act on replaced by a visible escape.
    public var printable: String { printable(limit: .max) }

    /// The same, cut after so many characters of the original.
    public func printable(limit: Int) -> String {
        let shown = unicodeScalars.prefix(limit).reduce(into: "") { result, scalar in
            if scalar.isPrintable {
                result.unicodeScalars.append(scalar)
            } else {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return unicodeScalars.count > limit ? shown + "…" : shown
    }
}
