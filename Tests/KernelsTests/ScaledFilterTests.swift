import TestSupport
import Testing

@testable import Kernels

@Suite("weights in steps")
struct ScaledFilterTests {
    private static let kinds: [(Number, ByteSums)] = [
        (.uint8, .wide), (.uint8, .pairs), (.uint8, .fours), (.int16, .wide), (.float16, .wide),
    ]

    /// The sums of what a 16-bit lane gets, above 0 and below, in every run of a tap.
    private func laneSums(_ tap: [Float], words: Int) -> [Int] {
        let padded = tap.map { Int($0) } + [Int](repeating: 0, count: 8)
        return stride(from: 0, to: tap.count, by: 4 * words).flatMap { start in
            [0, 2].flatMap { lane -> [Int] in
                let weights = (0..<words).flatMap { word in
                    [0, 1].map { padded[min(start + 4 * word + lane + $0, padded.count - 1)] }
                }
                return [weights.filter { $0 > 0 }.reduce(0, +), -weights.filter { $0 < 0 }.reduce(0, +)]
            }
        }
    }

    @Test("are as near as their steps, and within what the sums hold", arguments: kinds)
    func limits(number: Number, sums: ByteSums) {
        var random = SeededGenerator(seed: 31)
        for (taps, length) in [(1, 1), (1, 3), (9, 16), (7, 21), (25, 7), (1, 1024), (9, 256)] {
            let weights = (0..<taps).map { _ in random.floats(length).map { $0 * $0 * $0 } }
            let filter = ScaledFilter(weights, number, sums: sums)
            let error: Float = number.isInteger ? 0.501 : 1e-5
            let largest: Float = number == .int16 ? 32767 : number == .uint8 ? 127 : 45
            for (numbers, weights) in zip(filter.taps, weights) {
                for (value, weight) in zip(numbers, weights) {
                    #expect(abs(value * filter.step - weight) <= filter.step * error)
                }
                #expect(numbers.allSatisfy { abs($0) <= largest * 1.00001 })
                if sums != .wide {
                    #expect(laneSums(numbers, words: sums.rawValue).allSatisfy { $0 <= 128 })
                }
            }
            #expect(filter.taps.joined().reduce(Float(0)) { $0 + abs($1) } <= 0x1p18 || number != .int16)
            #expect(filter.taps.joined().allSatisfy { !number.isInteger || $0 == $0.rounded() })
            #expect(filter.sum == filter.taps.joined().reduce(0, +))
        }
    }

    @Test("of nothing, of zeros and of what is no number are zeros", arguments: kinds)
    func odd(number: Number, sums: ByteSums) {
        for weights in [[[]], [[0, 0, 0]], [[.nan, .infinity, -.infinity]]] as [[[Float]]] {
            let filter = ScaledFilter(weights, number, sums: sums)
            #expect(filter.taps == weights.map { $0.map { _ in 0 } } && filter.step == 1)
        }
        let tiny = ScaledFilter([[.leastNonzeroMagnitude, 0]], number, sums: sums)
        #expect(tiny.step > 0 && tiny.taps[0][1] == 0)
    }

    @Test("never make a sum overflow, whatever the input", arguments: KernelSet.InstructionSet.available)
    func extremes(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 32)
        let kernels = KernelSet(set)
        for (number, sums) in Self.kinds where number != .uint8 || kernels.byteSums.contains(sums) {
            for length in [4, 8, 12, 64, 1000] {
                // All of one sign, and near each other: the largest sums that there can be.
                let sign: Float = .random(in: 0...1, using: &random) > 0.5 ? 1 : -1
                let weights = random.floats(length).map { sign * (1 + abs($0) / 100) }
                let filter = ScaledFilter([weights], number, sums: sums)
                let product = Product(
                    number: number,
                    sums: sums,
                    taps: 1,
                    words: number.words(length),
                    groups: 1
                )
                for (index, weight) in filter.taps[0].enumerated() {
                    product.setWeight(weight, tap: 0, index: index, column: 5)
                }
                product.setScale(1, column: 5)
                let largest: Float = number == .int16 ? 8191 : number == .uint8 ? 255 : 45
                let rows = 13
                let values = AlignedBuffer(
                    (0..<rows * length).map { _ in random.next() % 4 == 0 ? 0 : largest }
                )
                let words = AlignedBuffer(count: rows * product.words)
                unsafe kernels.convert(
                    to: number,
                    pixels: rows,
                    channels: length,
                    Quantization(covering: 0...largest, as: number),
                    from: values.pointer,
                    stride: length,
                    into: words.pointer,
                    pixelBytes: product.words * 4
                )
                let out = AlignedBuffer(count: rows * 16)
                unsafe product.setTarget(group: 0, columns: 16, out: out.pointer, stride: 16, residual: nil)
                let line = Extent(height: 1, width: rows)
                let window = Window(
                    channels: length,
                    input: line,
                    kernel: Extent(1),
                    stride: Extent(1),
                    padding: Extent(0),
                    dilation: Extent(1),
                    output: line
                )
                let patches = unsafe Patches(
                    window: window,
                    input: words.pointer,
                    rowBytes: rows * product.words * 4,
                    pixelBytes: product.words * 4,
                    border: words.pointer
                )
                kernels.convolve(product, patches, rows: 0..<rows, groups: 0..<1)
                for row in 0..<rows {
                    let expected = (0..<length).reduce(Double(0)) { sum, index in
                        unsafe sum + Double(values.pointer[row * length + index])
                            * Double(filter.taps[0][index])
                    }
                    // Half a step of 11 bits for each of sixteen sums, where they are halves.
                    let error = number == .float16 ? abs(expected) * 0x1p-8 : 0
                    #expect(
                        unsafe abs(Double(out.pointer[row * 16 + 5]) - Double(Float(expected))) <= error,
                        "\(number) \(sums) \(length)"
                    )
                }
            }
        }
    }
}
