import CKernels

/// What a product's rows and weights are made of; it reads both in words of 32 bits.
public enum Number: String, Sendable, Hashable, CaseIterable {
    /// One float a word.
    case float32 = "fp32"
    /// Two bfloat16 a word; the products are summed as floats.
    case bfloat16 = "bf16"
    /// Two signed 16-bit integers a word; the products are summed as 32-bit integers.
    case int16 = "int16"
    /// Four unsigned bytes a word by four signed weights; the products are summed as 32-bit integers.
    case uint8 = "int8"

    /// How many numbers a word has.
    public var perWord: Int {
        switch self {
        case .float32: 1
        case .bfloat16, .int16: 2
        case .uint8: 4
        }
    }

    /// Whether products are summed as integers, and need a scale.
    public var isInteger: Bool { self == .int16 || self == .uint8 }

    /// Bytes of one number.
    public var bytes: Int { 4 / perWord }

    /// Words that hold so many numbers.
    public func words(_ count: Int) -> Int { (count + perWord - 1) / perWord }

    var c: ck_number {
        switch self {
        case .float32: ck_f32
        case .bfloat16: ck_bf16
        case .int16: ck_s16
        case .uint8: ck_u8
        }
    }
}
