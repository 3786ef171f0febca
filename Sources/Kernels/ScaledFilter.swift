import CKernels

/// One output's weights in steps: `weight = number * step`.
///
/// Symmetric, so that a weight of 0 stays 0. The step is the finest with which no input makes a sum overflow.
public struct ScaledFilter: Sendable {
    /// What 1 stands for; above 0.
    public let step: Float
    /// The numbers of each tap, in order; whole where products are summed as integers.
    public let taps: [[Float]]

    /// Divides weights by their step.
    ///
    /// - Parameters:
    ///   - weights: the weights of each tap; what is not finite becomes 0.
    ///   - number: what they become: `float16`, `int16` or `uint8`.
    ///   - sums: how products of bytes will be summed.
    public init(_ weights: [[Float]], _ number: Number, sums: ByteSums = .wide) {
        precondition(number.isScaled, "steps of \(number)")
        let limits = Limits(number, sums)
        let weights = weights.map { $0.map { $0.isFinite ? $0 : 0 } }
        let largest = weights.joined().reduce(0) { max($0, abs($1)) }
        var step = max(largest / limits.weight, limits.largestSum(weights) / limits.sum)
        if !(step > 0 && step.isFinite) { step = 1 }
        // Rounding may carry a sum past the limit; a slightly larger step brings it back.
        while true {
            let numbers = weights.map { $0.map { number.isInteger ? Self.rounded($0 / step) : $0 / step } }
            if limits.largestSum(numbers) <= limits.sum {
                (self.step, taps) = (step, numbers)
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

    /// The sum of all numbers: what a 1 in every place of a row comes to.
    public var sum: Float { taps.joined().reduce(0, +) }
}

/// What weights may be at most.
private struct Limits {
    /// One of them.
    let weight: Float
    /// What is summed in one place: those above 0 and those below apart, or the sizes of all.
    let sum: Float
    /// Words of a tap that are summed apart from the others; 0 for all of all taps.
    let run: Int

    init(_ number: Number, _ sums: ByteSums) {
        switch number {
        case .int16: (weight, sum, run) = (Float(Int16.max), Float(ck_most_s16_weights.rawValue), 0)
        case .uint8:
            weight = Float(Int8.max)
            sum = sums == .wide ? .infinity : Float(ck_most_run_weight.rawValue)
            run = sums.run
        default: (weight, sum, run) = (Float(ck_most_f16.rawValue), .infinity, 0)
        }
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
