extension Unicode.Scalar {
    /// Whether a terminal shows it and does nothing else: no control, format, line-breaking, private or
    /// unassigned character.
    public var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }

    /// Whether it joins the characters beside it, or keeps them apart (U+200D, U+200C).
    ///
    /// Between letters these are spelling: Persian and Sinhala need them, as do families of emoji.
    var isJoiner: Bool { value == 0x200C || value == 0x200D }

    /// Whether a joiner beside it makes sense: a letter, a sign that belongs to one, or an emoji.
    var canBeJoined: Bool {
        // Digits count as emoji, because some are made from them.
        properties.isAlphabetic || (properties.isEmoji && !isASCII)
            || [.nonspacingMark, .spacingMark, .enclosingMark].contains(properties.generalCategory)
    }
}

extension String {
    /// The text with everything that a terminal could act on replaced by a visible escape.
    public var printable: String { printable(limit: .max) }

    /// The same, cut after so many characters of the original.
    public func printable(limit: Int) -> String {
        let scalars = Array(unicodeScalars.prefix(limit))
        var shown = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar.isPrintable || Self.isSpelling(index, of: scalars) {
                shown.unicodeScalars.append(scalar)
            } else if (0xEF80...0xEFFF).contains(scalar.value) {
                // A byte of a file's name that is no UTF-8 (Files, FileSystemPath).
                shown += "\\x\(String(scalar.value & 0xFF, radix: 16, uppercase: true))"
            } else {
                shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
        return unicodeScalars.count > limit ? shown + "…" : shown
    }

    /// The first character that is neither printable nor spelling; nil where there is none.
    public var firstUnprintable: Unicode.Scalar? {
        let scalars = Array(unicodeScalars)
        return scalars.indices.first { !scalars[$0].isPrintable && !Self.isSpelling($0, of: scalars) }.map {
            scalars[$0]
        }
    }

    /// Whether a joiner stands between characters that it joins or keeps apart.
    private static func isSpelling(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        scalars[index].isJoiner && index > 0 && index + 1 < scalars.count && scalars[index - 1].canBeJoined
            && scalars[index + 1].canBeJoined
    }
}
