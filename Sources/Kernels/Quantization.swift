import CKernels

/// How floats are written in steps: `number = x / step + zero`, rounded to what a product's rows hold, and clipped to that.
public struct Quantization: Sendable, Hashable {
    /// What 1 stands for; above 0.
    public var step: Float
    /// The number that stands for 0; 0 for 16-bit numbers.
    public var zero: UInt8
    /// The largest of the 16-bit integers.
    public static let mostInt16 = Float(ck_most_s16.rawValue)

    /// Makes the finest quantization that reaches from one number to another, 0 included.
    ///
    /// - Parameters:
    ///   - range: the numbers.
    ///   - number: what they become; what is not scaled gets the steps of bytes, and does not use them.
    public init(covering range: ClosedRange<Float>, as number: Number = .uint8) {
        let low = min(range.lowerBound, 0)
        let high = max(range.upperBound, 0)
        let isSymmetric = number == .int16 || number == .float16
        let span = isSymmetric ? max(-low, high) : high - low
        let steps =
            switch number {
            case .int16: Self.mostInt16
            case .float16: Float(ck_most_f16.rawValue)
            default: Float(UInt8.max)
            }
        step = span > 0 && span.isFinite ? span / steps : 1
        zero = isSymmetric ? 0 : UInt8(max(0, min(255, (-low / step).rounded())))
    }
}
