/// How floats are written as unsigned bytes: `byte = round(x / step + zero)`, clipped to `0...255`.
public struct Quantization: Sendable, Hashable {
    /// The difference of two neighboring bytes; above 0.
    public var step: Float
    /// The byte that stands for 0.
    public var zero: UInt8

    /// Makes the finest quantization that reaches from one number to another, 0 included.
    public init(covering range: ClosedRange<Float>) {
        let low = min(range.lowerBound, 0)
        let high = max(range.upperBound, 0)
        let span = high - low
        step = span > 0 && span.isFinite ? span / 255 : 1
        zero = UInt8(max(0, min(255, (-low / step).rounded())))
    }
}
