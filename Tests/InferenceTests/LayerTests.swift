import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("each layer equals its textbook form")
struct LayerTests {
    /// Floats by all kernels, and by OpenBLAS; halves and integers by the fastest, since those of all sets are compared by
    /// themselves; Winograd's bytes by whoever has them.
    private static let algorithms: [(Algorithm, KernelSet.InstructionSet)] = {
        let sets = KernelSet.InstructionSet.available
        let floats = [Algorithm.direct(.float32)] + [2, 4, 6].map { .winograd(tile: $0, .float32) }
        let words = [Number.float16, .int16].flatMap { number in
            [Algorithm.direct(number)] + [2, 4].map { .winograd(tile: $0, number) }
        }
        return floats.flatMap { algorithm in sets.map { (algorithm, $0) } }
            + ([.im2col] + words).map { ($0, .best) }
            + sets.filter { KernelSet($0).byteSums.contains(.wide) }.map { (.winograd(tile: 2, .uint8), $0) }
    }()

    @Test("convolution by every algorithm", arguments: algorithms)
    func convolution(algorithm: Algorithm, set: KernelSet.InstructionSet) throws {
        var random = SeededGenerator(seed: 17)
        for (channels, size, outputs, stride, padding, dilation, kernel) in [
            (1, 9, 1, 1, 0, 1, 1), (3, 30, 8, 2, 3, 1, 7), (16, 19, 40, 1, 1, 1, 3), (8, 40, 70, 1, 2, 2, 5),
            (32, 12, 96, 1, 1, 1, 3), (48, 9, 20, 1, 2, 2, 3), (16, 7, 33, 1, 0, 3, 3), (2, 6, 5, 1, 5, 1, 3),
            (5, 11, 17, 3, 0, 2, 2), (160, 3, 260, 1, 1, 1, 3), (32, 21, 40, 2, 1, 1, 3),
            (16, 13, 24, 1, 2, 1, 5),
            (48, 12, 33, 2, 0, 1, 3),
        ] {
            let x = random.floats(channels * size * size)
            let weights = random.floats(outputs * channels * kernel * kernel)
            let bias = random.floats(outputs)
            let parameters = WindowParameters(
                kernel: Extent(kernel),
                stride: Extent(stride),
                padding: Extent(padding),
                dilation: Extent(dilation)
            )
            let expected = Textbook.convolution(
                x,
                channels: channels,
                height: size,
                width: size,
                weights: weights,
                bias: bias,
                outputs: outputs,
                kernel: kernel,
                stride: stride,
                padding: padding,
                dilation: dilation
            )
            // The sum of k products of numbers below 1, each rounded to 24 bits; Winograd's transforms lose more.
            let largest = expected.reduce(0) { max($0, abs($1)) }
            // Integers: the steps of 13 bits and of weights whose sizes sum up to 2^18, five times what is expected of as
            // many roundings; Winograd's come after a transform that makes most smaller.
            let products = Float(channels * kernel * kernel)
            let tolerance =
                switch algorithm {
                case .im2col, .direct(.float32, _), .depthwise: 2e-7 * products
                // Half a step of 11 bits in every number and every sum of up to sixteen words: as many times what is expected.
                case .direct(.float16, _): 1.5e-3 * products.squareRoot() + 1e-3
                case .winograd(let tile, .float32): (tile == 6 ? 3e-5 : 1e-5) * largest
                case .direct: (1.6e-6 * products + 1e-4) * products.squareRoot() + 1e-4
                // Steps of 8 bits over almost three times the input's range.
                case .winograd(_, .uint8): 0.1 * largest
                case .winograd(let tile, let number):
                    (tile == 2 && kernel == 3 ? 4e-3 : number == .float16 ? 3e-2 : 2e-2) * largest
                }
            for (relu, threads) in [(false, 1), (true, 2)] {
                let found = try run(
                    .convolution(
                        Convolution(
                            parameters,
                            outputs: outputs,
                            weights: weights,
                            bias: bias,
                            activation: relu ? .relu : .none
                        )
                    ),
                    [(Shape(1, channels, size, size), x)],
                    threads: threads,
                    algorithm: algorithm,
                    kernels: KernelSet(set)
                )
                #expect(largestDifference(found, relu ? expected.map { max(0, $0) } : expected) < tolerance)
            }
        }
    }

    @Test("pooling with both rounding rules", arguments: [WindowParameters.Rounding.floor, .ceil], [0, 1])
    func pooling(rounding: WindowParameters.Rounding, padding: Int) throws {
        var random = SeededGenerator(seed: 5)
        for (size, kernel, stride) in [(7, 3, 2), (8, 3, 2), (12, 3, 3), (5, 2, 1), (150, 3, 2), (3, 3, 1)] {
            let x = random.floats(3 * size * size)
            let room = size + 2 * padding - kernel
            var out = rounding == .floor ? room / stride + 1 : (room + stride - 1) / stride + 1
            if rounding == .ceil, padding > 0, (out - 1) * stride >= size + padding { out -= 1 }
            func textbook(_ value: ([Double]) -> Double) -> [Float] {
                Textbook.pool(
                    x,
                    channels: 3,
                    height: size,
                    width: size,
                    kernel: kernel,
                    stride: stride,
                    padding: padding,
                    outHeight: out,
                    outWidth: out,
                    value
                )
            }
            let window = WindowParameters(
                kernel: Extent(kernel),
                stride: Extent(stride),
                padding: Extent(padding),
                rounding: rounding
            )
            let input = [(shape: Shape(1, 3, size, size), values: x)]
            #expect(try run(.pool(Pool(.maximum, window)), input) == textbook { $0.max() ?? -.infinity })
            let mean = textbook { $0.reduce(0, +) / Double($0.count) }
            #expect(
                largestDifference(try run(.pool(Pool(.average(divisor: nil), window)), input), mean) < 1e-6
            )
            let ninth = textbook { $0.reduce(0, +) / 9 }
            #expect(
                largestDifference(try run(.pool(Pool(.average(divisor: 9), window)), input), ninth) < 1e-6
            )
            let root = textbook { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
            #expect(largestDifference(try run(.pool(Pool(.l2, window)), input), root) < 1e-6)
        }
    }

    @Test("normalizations are their formulas")
    func normalizations() throws {
        var random = SeededGenerator(seed: 6)
        let x = random.floats(11 * 300).map { $0 * 10 }
        let input = [(shape: Shape(1, 11, 20, 15), values: x)]
        for (size, beta) in [(5, Float(0.75)), (3, 0.5), (1, 0.75), (4, 1)] {
            let expected = Textbook.localResponseNorm(
                x,
                channels: 11,
                plane: 300,
                size: size,
                alpha: 1e-2,
                beta: Double(beta),
                k: 1
            )
            let found = try run(
                .localResponseNorm(LocalResponseNorm(size: size, alpha: 1e-2, beta: beta, k: 1)),
                input
            )
            #expect(largestDifference(found, expected) < 1e-5)
        }
        let scale = random.floats(11)
        let normalized = Textbook.channelNormalize(x, channels: 11, plane: 300, scale: scale, epsilon: 1e-10)
        #expect(
            largestDifference(
                try run(.channelNormalize(ChannelNormalize(scale: scale, epsilon: 1e-10)), input),
                normalized
            )
                < 1e-6
        )
        let unit = try run(.l2Normalize(L2Normalize(epsilon: 1e-10)), input)
        #expect(abs(unit.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        let soft = try run(.softmax(Softmax(axis: 2)), [(Shape(1, 1650, 2), x)])
        #expect(largestDifference(soft, Textbook.softmax(x, groups: 2)) < 1e-6)
    }

    @Test("batch norm and scale, alone and folded into a convolution")
    func folding() throws {
        var random = SeededGenerator(seed: 7)
        let x = random.floats(4 * 81)
        let weights = random.floats(6 * 4 * 9)
        let mean = random.floats(6)
        let variance = random.floats(6).map { abs($0) + 0.1 }
        let gamma = random.floats(6)
        let beta = random.floats(6)
        var graph = Graph(inputShape: Shape(1, 4, 9, 9))
        let conv = try graph.append(
            .convolution(
                Convolution(WindowParameters(kernel: Extent(3)), outputs: 6, weights: weights, bias: [])
            ),
            named: "conv",
            reading: [0]
        )
        let norm = try graph.append(
            .batchNorm(BatchNorm(mean: mean, variance: variance, epsilon: 1e-5)),
            named: "bn",
            reading: [conv]
        )
        let scaled = try graph.append(
            .scale(Scale(scale: gamma, shift: beta)),
            named: "scale",
            reading: [norm]
        )
        graph.addOutput("y", value: try graph.append(.relu, named: "relu", reading: [scaled]))
        #expect(Optimizer.optimized(graph).nodes.count == 1)
        // When the convolution itself is asked for, it must stay as it is.
        var watched = graph
        watched.addOutput("conv", value: conv)
        #expect(Optimizer.optimized(watched).nodes.count == 2)

        let plain = Textbook.convolution(
            x,
            channels: 4,
            height: 9,
            width: 9,
            weights: weights,
            bias: [],
            outputs: 6,
            kernel: 3,
            stride: 1,
            padding: 0,
            dilation: 1
        )
        let expected = plain.enumerated().map { index, value in
            let c = index / 49
            return max(0, (value - mean[c]) / (variance[c] + 1e-5).squareRoot() * gamma[c] + beta[c])
        }
        for (graph, outputs) in [(graph, ["y"]), (watched, ["y", "conv"])] {
            let network = try Network(graph, outputs: outputs, PlanOptions(workers: Workers(count: 1)))
            let pixels = interleaved(x, graph.inputShape)
            let (found, raw) = network.run { span in
                for i in 0..<span.count { span[i] = pixels[i] }
            } reading: {
                ($0.values(of: "y"), outputs.count > 1 ? $0.values(of: "conv") : plain)
            }
            #expect(largestDifference(found, expected) < 1e-4)
            #expect(largestDifference(raw, plain) < 1e-5)
        }
    }

    @Test("elementwise arithmetic, concatenations and rearrangements are their definitions")
    func rearrangements() throws {
        let a = (0..<24).map { Float($0) - 11 }
        let b = a.map { 3 - $0 }
        let shape = Shape(1, 2, 3, 4)
        let inputs = [(shape: shape, values: a), (shape: shape, values: b)]
        #expect(
            try run(.eltwise(Eltwise(.sum(coefficients: [2, -1]))), inputs) == zip(a, b).map { 2 * $0 - $1 }
        )
        #expect(
            try run(.eltwise(Eltwise(.sum(coefficients: [1, 1]), relu: true)), inputs)
                == zip(a, b).map { max(0, $0 + $1) }
        )
        #expect(try run(.eltwise(Eltwise(.product)), inputs) == zip(a, b).map { $0 * $1 })
        #expect(try run(.eltwise(Eltwise(.maximum)), inputs) == zip(a, b).map { max($0, $1) })
        #expect(try run(.concat(Concat(axis: 1)), inputs) == a + b)
        let last = try run(.concat(Concat(axis: 3)), inputs)
        let rows = (0..<6).map { row in Array(a[row * 4..<row * 4 + 4]) + Array(b[row * 4..<row * 4 + 4]) }
        #expect(last == Array(rows.joined()))
        let permuted = try run(.permute(Permute(order: [0, 2, 3, 1])), [inputs[0]])
        let pairs: [[Float]] = (0..<12).map { [a[$0], a[12 + $0]] }
        #expect(permuted == Array(pairs.joined()))
        #expect(try run(.relu, [inputs[0]]) == a.map { max(0, $0) })
        // Smaller values stand in the middle of zeros, rounded towards the top left: one before, two after.
        let joined = try run(
            .depthConcat,
            [(Shape(1, 1, 5, 5), [Float](repeating: 1, count: 25)), (Shape(1, 1, 2, 2), [2, 3, 4, 5])]
        )
        let second = Array(joined[25...])
        #expect(second[6] == 2 && second[7] == 3 && second[11] == 4 && second[12] == 5)
        #expect(second.reduce(0, +) == 14)
    }

    @Test("a linear layer is a sum of products and its bias", arguments: [1, 2])
    func linear(threads: Int) throws {
        var random = SeededGenerator(seed: 8)
        let x = random.floats(200)
        let weights = random.floats(200 * 33)
        let bias = random.floats(33)
        let expected = (0..<33).map { row in
            Float(
                x.indices.reduce(Double(bias[row])) { $0 + Double(weights[row * 200 + $1]) * Double(x[$1]) }
            )
        }
        let found = try run(
            .linear(Linear(outputs: 33, weights: weights, bias: bias)),
            [(Shape(1, 200), x)],
            threads: threads
        )
        #expect(largestDifference(found, expected) < 2e-5)
    }

    @Test("prior boxes of two cells")
    func priorBoxes() throws {
        let boxes = PriorBoxes(
            minimumSizes: [30],
            maximumSizes: [60],
            aspectRatios: [2],
            flip: true,
            clip: false,
            variances: [0.1, 0.1, 0.2, 0.2],
            step: 8,
            offset: 0.5
        )
        let found = try run(
            .priorBox(boxes),
            [(Shape(1, 1, 1, 2), [0, 0]), (Shape(1, 3, 300, 300), [Float](repeating: 0, count: 270000))]
        )
        #expect(found.count == 2 * 4 * 4 * 2)
        // The second cell's first box: center (12, 4), side 30, over 300.
        #expect(largestDifference(Array(found[16..<20]), [-3, -11, 27, 19].map { $0 / 300 }) < 1e-6)
        #expect(Array(found[32..<36]) == [0.1, 0.1, 0.2, 0.2])
    }

    @Test("detection output suppresses overlapping boxes, and keeps the best")
    func detectionOutput() throws {
        // Three priors: two on each other, one elsewhere; offsets 0, so boxes are the priors.
        let priors: [Float] = [0.1, 0.1, 0.4, 0.4, 0.11, 0.1, 0.41, 0.4, 0.6, 0.6, 0.9, 0.9]
        let variances: [Float] = [0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.2, 0.2]
        let confidences: [Float] = [0.2, 0.8, 0.1, 0.9, 0.7, 0.3]
        let parameters = DetectionOutput(
            classes: 2,
            background: 0,
            confidenceThreshold: 0.25,
            topK: 400,
            nmsThreshold: 0.45,
            keepTopK: 4
        )
        let found = try run(
            .detectionOutput(parameters),
            [
                (Shape(1, 12), [Float](repeating: 0, count: 12)), (Shape(1, 6), confidences),
                (Shape(1, 2, 12), priors + variances),
            ]
        )
        #expect(Array(found[0..<3]) == [0, 1, 0.9] && Array(found[7..<10]) == [0, 1, 0.3])
        #expect(largestDifference(Array(found[3..<7]), Array(priors[4..<8])) < 1e-6)
        #expect(found[14...].allSatisfy { $0 == 0 })
        // Confidences that are no numbers are no detections.
        let broken = try run(
            .detectionOutput(parameters),
            [
                (Shape(1, 12), [Float](repeating: .nan, count: 12)),
                (Shape(1, 6), [Float](repeating: .nan, count: 6)),
                (Shape(1, 2, 12), priors + variances),
            ]
        )
        #expect(broken.allSatisfy { $0 == 0 })
    }
}
