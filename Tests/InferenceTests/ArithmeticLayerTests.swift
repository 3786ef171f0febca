import Glibc
import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("arithmetic and rearranging layers equal their definitions")
struct ArithmeticLayerTests {
    @Test("functions of one number", arguments: KernelSet.InstructionSet.available)
    func functions(set: KernelSet.InstructionSet) throws {
        var random = SeededGenerator(seed: 31)
        for count in [1, 15, 16, 100] {
            let x = random.floats(count).map { $0 * 12 }
            for (function, formula) in [
                (.sigmoid, { 1 / (1 + exp(-$0)) }), (.hardSwish, { $0 * min(max($0 / 6 + 0.5, 0), 1) }),
                (.hardSigmoid(scale: 0.2, shift: 0.5), { min(max(0.2 * $0 + 0.5, 0), 1) }),
                (.clip(-1...6), { min(max($0, -1), 6) }),
            ] as [(Function, (Double) -> Double)] {
                let found = try run(
                    .apply(Apply(function)),
                    [(Shape(1, count), x)],
                    kernels: KernelSet(set)
                )
                #expect(largestDifference(found, x.map { Float(formula(Double($0))) }) < 2e-6)
            }
        }
    }

    @Test("activations on their own: a slope for each channel, or for all, and limits")
    func activations() throws {
        var random = SeededGenerator(seed: 32)
        let x = random.floats(3 * 20)
        let input = [(shape: Shape(1, 3, 4, 5), values: x)]
        let own = x.enumerated().map { $1 < 0 ? $1 * [0.5, -1, 0][$0 / 20] : $1 }
        #expect(try run(.activate(Activate(Activation(slopes: [0.5, -1, 0]))), input) == own)
        let all = x.map { min($0 < 0 ? $0 * 0.25 : $0, 0.5) }
        let activation = Activation(slopes: [0.25], limits: -1...0.5)
        #expect(try run(.activate(Activate(activation)), input) == all)
        #expect(throws: InferenceError.self) {
            try run(.activate(Activate(Activation(slopes: [1, 2]))), input)
        }
    }

    @Test("two activations in a row become one where that is the same")
    func chains() {
        let six = Activation(limits: 0...6)
        let slope = Activation(slopes: [0.1])
        #expect(Activation.none.followed(by: six) == six)
        #expect(Activation.relu.followed(by: six) == six)
        #expect(six.followed(by: Activation(limits: 7...9))?.limits == 7...7)
        #expect(slope.followed(by: six) == Activation(slopes: [0.1], limits: 0...6))
        #expect(six.followed(by: slope) == nil)
    }

    @Test("picking cuts, reverses, repeats and pads")
    func select() throws {
        let x = (0..<24).map(Float.init)
        let input = [(shape: Shape(1, 2, 3, 4), values: x)]
        let cut = try run(.select(Select([[0], [1], [0, 2], [3, 1]])), input)
        #expect(cut == [15, 13, 23, 21])
        let padded = try run(.select(Select([[0], [0], [nil, 1], [0, 0, nil]], fill: -1)), input)
        #expect(padded == [-1, -1, -1, 4, 4, -1])
        #expect(throws: InferenceError.self) { try run(.select(Select([[0], [2], [0], [0]])), input) }
        #expect(throws: InferenceError.self) { try run(.select(Select([[0], [1]])), input) }
    }

    @Test("means and norms along axes")
    func reduce() throws {
        let x = (0..<24).map { Float($0) - 10 }
        let input = [(shape: Shape(2, 3, 4), values: x)]
        let rows = (0..<6).map { Array(x[$0 * 4..<$0 * 4 + 4]) }
        #expect(try run(.reduce(Reduce(.mean, axes: [2])), input) == rows.map { $0.reduce(0, +) / 4 })
        #expect(try run(.reduce(Reduce(.l1, axes: [2])), input) == rows.map { $0.reduce(0) { $0 + abs($1) } })
        let columns = (0..<4).map { column in
            (0..<6).reduce(Float(0)) { $0 + rows[$1][column] * rows[$1][column] }.squareRoot()
        }
        #expect(largestDifference(try run(.reduce(Reduce(.l2, axes: [0, 1])), input), columns) < 1e-5)
        #expect(throws: InferenceError.self) { try run(.reduce(Reduce(.mean, axes: [3])), input) }
        #expect(throws: InferenceError.self) { try run(.reduce(Reduce(.mean, axes: [1, 1])), input) }
    }

    @Test("a linear layer of rows treats each alike")
    func rows() throws {
        var random = SeededGenerator(seed: 33)
        let x = random.floats(2 * 7 * 30)
        let weights = random.floats(30 * 19)
        let expected = (0..<14 * 19).map { index -> Float in
            let (row, column) = (index / 19 * 30, index % 19 * 30)
            return (0..<30).reduce(Float(0)) { sum, i in sum + x[row + i] * weights[column + i] }
        }
        let found = try run(
            .linear(Linear(outputs: 19, weights: weights, bias: [])),
            [(Shape(2, 7, 30), x)]
        )
        #expect(largestDifference(found, expected) < 1e-5)
    }

    @Test("quotients, and sums with a batch")
    func quotient() throws {
        let a: [Float] = [1, 2, 3, 4, 5, 6]
        let b: [Float] = [2, 4, 8, -1, 0.5, 3]
        let shape = Shape(1, 3, 2)
        #expect(
            try run(.eltwise(Eltwise(.quotient)), [(shape, a), (shape, b)]) == zip(a, b).map { $0 / $1 }
        )
    }
}
