import CKernels

/// How floats are written as integers: `integer = round(x / step + zero)`, clipped to what a product's rows hold.
public struct Quantization: Sendable, Hashable {
    /// The difference of two neighboring integers; above 0.
    public var step: Float
    /// The integer that stands for 0; 0 for 16-bit numbers.
    public var zero: UInt8
    /// Whether there are numbers below 0.
    public let isSigned: Bool
    /// The largest of the 16-bit integers.
    public static let mostInt16 = Float(ck_most_s16.rawValue)

    /// Makes the finest quantization that reaches from one number to another, 0 included.
    ///
    /// - Parameters:
    ///   - range: the numbers.
    ///   - number: what they become; what has no integers gets those of bytes, and does not use them.
    public init(covering range: ClosedRange<Float>, as number: Number = .uint8) {
        let low = min(range.lowerBound, 0)
        let high = max(range.upperBound, 0)
        isSigned = low < 0
        let span = number == .int16 ? max(-low, high) : high - low
        let steps = number == .int16 ? Self.mostInt16 : 255
        step = span > 0 && span.isFinite ? span / steps : 1
        zero = number == .int16 ? 0 : UInt8(max(0, min(255, (-low / step).rounded())))
    }
}
