extension String {
    /// The text as a word of a shell, quoted where that is needed.
    public var quoted: String {
        allSatisfy { $0.isLetter || $0.isNumber || "/._-".contains($0) }
            ? self : "'\(replacing("'", with: "'\\''"))'"
    }
}
