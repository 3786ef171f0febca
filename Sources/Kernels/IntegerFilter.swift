import CKernels

/// One output's weights as integers: `weight = integer * step`.
///
/// Symmetric, so that a weight of 0 stays 0. The step is the finest with which no input makes a sum overflow.
public struct IntegerFilter: Sendable {
    /// The difference of two neighboring integers; above 0.
    public let step: Float
    /// The integers of each tap, in the order of its numbers.
    public let taps: [[Int16]]

    /// Turns weights into integers.
    ///
    /// - Parameters:
    ///   - weights: the weights of each tap; what is not finite becomes 0.
    ///   - number: `int16` or `uint8`.
    ///   - sums: how products of bytes will be summed.
    public init(_ weights: [[Float]], _ number: Number, sums: ByteSums = .wide) {
        precondition(number == .int16 || number == .uint8, "integers as \(number)")
        let limits = number == .int16 ? Limits.int16 : Limits.bytes(sums)
        let weights = weights.map { $0.map { $0.isFinite ? $0 : 0 } }
        let largest = weights.joined().reduce(0) { max($0, abs($1)) }
        var step = max(largest / limits.weight, limits.largestSum(weights) / limits.sum)
        if !(step > 0 && step.isFinite) { step = 1 }
        // Rounding may carry a sum past the limit; a slightly larger step brings it back.
        while true {
            let integers = weights.map { $0.map { Self.rounded($0 / step) } }
            if limits.largestSum(integers) <= limits.sum {
                self.step = step
                taps = integers.map { $0.map { Int16($0) } }
                return
            }
            step *= 1.01
        }
    }

    /// The nearest whole number, of those below 2^22.
    ///
    /// What is added leaves no bits for a fraction; `Float.rounded` calls a function where a processor's baseline has no
    /// instruction for it.
    private static func rounded(_ value: Float) -> Float { (value + 0x1.8p23) - 0x1.8p23 }

    /// The sum of all integers: what a 1 in every place of a row comes to.
    public var sum: Int { taps.joined().reduce(0) { $0 + Int($1) } }
}

/// What weights may be at most.
private struct Limits {
    /// One of them.
    let weight: Float
    /// What is summed in one place: those above 0 and those below apart, or the sizes of all.
    let sum: Float
    /// Words of a tap that are summed apart from the others; 0 for all of all taps.
    let run: Int

    static let int16 = Limits(weight: Float(Int16.max), sum: Float(ck_most_s16_weights.rawValue), run: 0)

    static func bytes(_ sums: ByteSums) -> Limits {
        let sum = sums == .wide ? Float.infinity : Float(ck_most_run_weight.rawValue)
        return Limits(weight: Float(Int8.max), sum: sum, run: sums.run)
    }

    func largestSum(_ taps: [[Float]]) -> Float {
        guard run > 0 else { return taps.joined().reduce(0) { $0 + abs($1) } }
        return taps.reduce(0) { max($0, largestSum($1)) }
    }

    /// The largest sum that a 16-bit lane gets: of the first two or the last two bytes of each word of a run.
    private func largestSum(_ tap: [Float]) -> Float {
        let (word, pair) = (4, 2)
        var largest: Float = 0
        for start in stride(from: 0, to: tap.count, by: pair) where start % (run * word) < word {
            var (above, below): (Float, Float) = (0, 0)
            let end = min(start - start % word + run * word, tap.count)
            for first in stride(from: start, to: end, by: word) {
                for weight in tap[first..<min(first + pair, tap.count)] {
                    if weight > 0 { above += weight } else { below -= weight }
                }
            }
            largest = max(largest, above, below)
        }
        return largest
    }
}
