import CKernels

/// What a product's rows and weights are made of; it reads both in words of 32 bits.
public enum Number: String, Sendable, Hashable, CaseIterable {
    /// One float a word.
    case float32 = "fp32"
    /// Two bfloat16 a word; the products are summed as floats.
    case bfloat16 = "bf16"
    /// Two half floats a word; the products of some words are summed as halves, then as floats.
    case float16 = "fp16"
    /// Two signed 16-bit integers a word; the products are summed as 32-bit integers.
    case int16 = "int16"
    /// Four unsigned bytes a word by four signed weights; the products are summed as 32-bit integers.
    case uint8 = "int8"

    /// How many numbers a word has.
    public var perWord: Int {
        switch self {
        case .float32: 1
        case .bfloat16, .float16, .int16: 2
        case .uint8: 4
        }
    }

    /// Whether products are summed as integers.
    public var isInteger: Bool { self == .int16 || self == .uint8 }

    /// Whether rows and weights are multiples of steps that keep sums from overflowing.
    public var isScaled: Bool { isInteger || self == .float16 }

    /// Bytes of one number.
    public var bytes: Int { 4 / perWord }

    /// Words that hold so many numbers.
    public func words(_ count: Int) -> Int { (count + perWord - 1) / perWord }

    var c: ck_number {
        switch self {
        case .float32: ck_f32
        case .bfloat16: ck_bf16
        case .float16: ck_f16
        case .int16: ck_s16
        case .uint8: ck_u8
        }
    }
}
