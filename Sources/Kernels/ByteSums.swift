/// How products of bytes are summed.
///
/// Sums in 16 bits are faster where no instruction sums four products in 32, and bound the weights, which become coarser.
public enum ByteSums: Int, Sendable, Hashable {
    /// In 32 bits.
    case wide = 0
    /// Two products in 16 bits first: those of a word's halves.
    case pairs = 1
    /// Four products in 16 bits first: those of the halves of two words.
    case fours = 2

    /// Words of a tap whose products are summed in 16 bits.
    var run: Int { rawValue }
}
