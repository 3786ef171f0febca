/// How much of people is shown.
public enum Privacy: String, Sendable, Hashable, CaseIterable {
    /// The picture as it is.
    case off
    /// Faces as a few blocks each.
    case pixelate
    /// Where faces are, on nothing.
    case boxes
    /// No picture, and nobody in it.
    case hidden

    /// The next one, round and round.
    var next: Privacy {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}
