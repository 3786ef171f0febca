/// Which numbers a network may be computed with.
public enum Precision: String, Sendable, CaseIterable {
    /// Floats of 32 bits everywhere.
    case fp32
    /// bfloat16 products where that is faster.
    case bf16
    /// Products of bytes where they have been calibrated and are faster.
    case int8
    /// The fastest of all whose results have been found good.
    case auto
}
