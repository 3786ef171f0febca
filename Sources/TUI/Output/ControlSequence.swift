/// What a terminal sends after an escape character that is no key of terminfo's: a report, or an answer.
struct ControlSequence: Hashable, Sendable {
    /// What began it.
    enum Kind: Hashable, Sendable {
        /// `ESC [`, with the character that ends it.
        case csi(Character)
        /// `ESC ]`.
        case osc
        /// `ESC _`.
        case apc
        /// `ESC P` and all others.
        case other
    }

    let kind: Kind
    let body: String

    /// Takes in a sequence character by character.
    struct Reader {
        private let first: Unicode.Scalar
        private var body = ""
        private var sawEscape = false

        /// Longer ones are broken off: nothing that facetop asks for is answered at such a length.
        private static let limit = 256

        /// Begins with the character after the escape; nil where that begins no sequence.
        init?(_ first: Unicode.Scalar) {
            guard "[]_P^XO".unicodeScalars.contains(first) else { return nil }
            self.first = first
        }

        /// Takes the next character.
        ///
        /// - Returns: the sequence when it is whole.
        mutating func take(_ scalar: Unicode.Scalar) -> ControlSequence? {
            if first == "[" || first == "O" {
                guard (0x40...0x7E).contains(scalar.value) || body.count >= Self.limit else {
                    body.unicodeScalars.append(scalar)
                    return nil
                }
                return ControlSequence(kind: .csi(Character(scalar)), body: body)
            }
            // Ended by BEL, or by ESC \.
            let isEnd = scalar == "\u{7}" || (sawEscape && scalar == "\\") || scalar == "\u{9C}"
            if isEnd || body.count >= Self.limit {
                let kind: Kind = first == "]" ? .osc : first == "_" ? .apc : .other
                return ControlSequence(kind: kind, body: body)
            }
            sawEscape = scalar == "\u{1B}"
            if !sawEscape { body.unicodeScalars.append(scalar) }
            return nil
        }
    }
}
