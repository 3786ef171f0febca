extension String {
    /// What stands for something that was taken out.
    private static let mark = "***"

    /// The text without what its URLs may hold of secrets: user and password, and the values of `key=value`.
    ///
    /// A URL ends at white space or a quote.
    public var redacted: String {
        guard contains("://") || contains("=") else { return self }
        var result = ""
        var word = ""
        for character in self {
            if character.isWhitespace || "\"'`<>".contains(character) {
                result += word.redactedWord + String(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return result + word.redactedWord
    }

    /// The text without the secrets of one URL, whose password may hold white space and quotes, too.
    ///
    /// - Parameter url: what the user wrote; what another program says of it may hold its parts as they are, or decoded.
    /// - Returns: the text, with `***` where they stood.
    public func redacted(of url: String) -> String {
        var text = replacing(url, with: url.redactedURL)
        // Longest first: what is a part of another goes with it.
        for secret in url.secrets.sorted(by: { $0.count > $1.count }) {
            text = text.replacing(secret, with: Self.mark)
        }
        return text.replacingWords(url.fragments, with: Self.mark).redacted
    }

    /// One URL without its secrets; any other text as it is.
    ///
    /// Passwords hold whatever characters they like, `/`, `@` and `?` among them, and few people encode them.
    /// So where there may be one, everything up to the last `@` goes, which may take a part of a path along.
    public var redactedURL: String {
        guard let scheme = firstRange(of: "://") else { return self }
        let rest = self[scheme.upperBound...]
        let address = rest.endOfUserInformation.map { rest[rest.index(after: $0)...] } ?? rest
        return self[..<scheme.upperBound] + String(address).withoutValues
    }

    private var redactedWord: String {
        guard contains("://") || contains("?") else { return self }
        // What a sentence puts behind a URL is no part of it.
        let end = lastIndex { !":,.;)".contains($0) }.map { index(after: $0) } ?? endIndex
        let word = String(self[..<end])
        return (word.contains("://") ? word.redactedURL : word.withoutValues) + self[end...]
    }

    /// The text with whole words replaced.
    private func replacingWords(_ words: Set<String>, with mark: String) -> String {
        guard !words.isEmpty else { return self }
        var result = ""
        var word = ""
        for character in self + " " {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else {
                result += (words.contains(word) ? mark : word) + String(character)
                word = ""
            }
        }
        return String(result.dropLast())
    }

    /// A URL's path and query without what follows each `=`.
    private var withoutValues: String {
        var result = ""
        var isValue = false
        for character in self {
            if "&;?#/".contains(character) {
                isValue = false
            } else if isValue {
                continue
            }
            result.append(character)
            if character == "=" {
                result += Self.mark
                isValue = true
            }
        }
        return result
    }

    /// What must not be said of a URL, as it stands there and decoded: its user info, the password, and
    /// longer values.
    private var secrets: Set<String> {
        guard let scheme = firstRange(of: "://") else { return [] }
        let rest = self[scheme.upperBound...]
        var secrets: [String] = []
        if let at = rest.endOfUserInformation {
            let information = String(rest[..<at])
            secrets.append(information)
            if let colon = information.firstIndex(of: ":") {
                secrets.append(String(information[information.index(after: colon)...]))
            }
        }
        // A short value such as a channel's number would take its digits out of everything that is said.
        let values = rest.split { "&;?#/".contains($0) }.compactMap { part in
            part.firstIndex(of: "=").map { String(part[part.index(after: $0)...]) }
        }
        secrets += values.filter { $0.count > 4 }
        let decoded = secrets.map(\.percentDecoded)
        return Set(secrets + decoded + decoded.map(\.percentEncoded)).filter { $0.count > 2 }
    }

    /// The text with everything but letters and digits as `%2F` and the like.
    private var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            text +=
                isPlain
                ? String(scalar) : "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
        }
    }

    /// The words of a password: who does not know that it has an `@` or a `/` in it takes one for a host.
    private var fragments: Set<String> {
        guard let scheme = firstRange(of: "://") else { return [] }
        let rest = self[scheme.upperBound...]
        guard let at = rest.endOfUserInformation, let colon = rest[..<at].firstIndex(of: ":") else {
            return []
        }
        let password = String(rest[rest.index(after: colon)..<at])
        let words = [password, password.percentDecoded].flatMap { $0.split { !$0.isLetter && !$0.isNumber } }
        return Set(words.map(String.init))
    }

    /// The text with `%41` and the like as the bytes that they stand for.
    private var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Substring {
    /// The `@` behind user and password, in what follows `//`; nil where there are none: an `@` in a path
    /// alone, with neither a colon nor another `@` before, is no sign of them.
    fileprivate var endOfUserInformation: Index? {
        guard let at = lastIndex(of: "@") else { return nil }
        let hasUser = prefix { !"/?#".contains($0) }.contains("@")
        return hasUser || self[..<at].contains(":") ? at : nil
    }
}
