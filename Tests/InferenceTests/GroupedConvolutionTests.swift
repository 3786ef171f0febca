import Kernels
import TestSupport
import Testing

@testable import Inference

@Suite("convolutions within groups equal the textbook")
struct GroupedConvolutionTests {
    @Test("depthwise and grouped, with every activation", arguments: KernelSet.InstructionSet.available)
    func groups(set: KernelSet.InstructionSet) throws {
        var random = SeededGenerator(seed: 71)
        for (channels, groups, outputs, size, kernel, stride, padding, dilation) in [
            (64, 64, 64, 14, 3, 1, 1, 1), (16, 16, 16, 9, 3, 2, 1, 1), (5, 5, 5, 7, 3, 1, 1, 1),
            (37, 37, 37, 12, 5, 1, 2, 1), (48, 48, 48, 7, 7, 1, 0, 1), (20, 20, 20, 11, 3, 1, 2, 2),
            (3, 3, 3, 4, 4, 3, 3, 1), (6, 2, 4, 8, 3, 1, 1, 1), (32, 4, 64, 6, 1, 1, 0, 1),
            (64, 2, 48, 10, 3, 1, 1, 1), (4, 4, 8, 5, 3, 1, 1, 1),
        ] {
            let x = random.floats(channels * size * size)
            let weights = random.floats(outputs * channels / groups * kernel * kernel)
            let bias = random.floats(outputs)
            let slopes = random.floats(outputs)
            let plain = Textbook.convolution(
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
                dilation: dilation,
                groups: groups
            )
            let perChannel = plain.count / outputs
            let sloped = plain.enumerated().map { $1 < 0 ? $1 * slopes[$0 / perChannel] : $1 }
            for (activation, expected) in [
                (Activation.none, plain), (.relu, plain.map { max(0, $0) }),
                (Activation(limits: 0...0.5), plain.map { min(max(0, $0), 0.5) }),
                (Activation(slopes: slopes), sloped),
                (Activation(slopes: slopes, limits: -0.1...0.1), sloped.map { min(max(-0.1, $0), 0.1) }),
            ] {
                let convolution = Convolution(
                    WindowParameters(
                        kernel: Extent(kernel),
                        stride: Extent(stride),
                        padding: Extent(padding),
                        dilation: Extent(dilation)
                    ),
                    outputs: outputs,
                    weights: weights,
                    bias: bias,
                    groups: groups,
                    activation: activation
                )
                let found = try run(
                    .convolution(convolution),
                    [(Shape(1, channels, size, size), x)],
                    kernels: KernelSet(set)
                )
                #expect(largestDifference(found, expected) < 2e-5)
                let byOpenBLAS = try run(
                    .convolution(convolution),
                    [(Shape(1, channels, size, size), x)],
                    algorithm: .im2col,
                    kernels: KernelSet(set)
                )
                #expect(largestDifference(byOpenBLAS, expected) < 2e-5)
                // Where it fits. Half a step of 8 bits in each of the nine products, in which weights are below 1.
                let inBytes = try run(
                    .convolution(convolution),
                    [(Shape(1, channels, size, size), x)],
                    algorithm: .depthwise(.uint8),
                    kernels: KernelSet(set)
                )
                #expect(largestDifference(inBytes, expected) < 0.04)
            }
        }
    }

    @Test("groups that do not divide channels and outputs are refused")
    func refused() {
        for (groups, outputs) in [(0, 4), (3, 6), (2, 3), (-1, 4), (4, 2)] {
            #expect(throws: InferenceError.self) {
                try run(
                    .convolution(
                        Convolution(
                            WindowParameters(kernel: Extent(1)),
                            outputs: outputs,
                            weights: [Float](repeating: 1, count: max(0, outputs * 4 / max(groups, 1))),
                            bias: [],
                            groups: groups
                        )
                    ),
                    [(Shape(1, 4, 2, 2), [Float](repeating: 1, count: 16))]
                )
            }
        }
    }

    @Test("padding may differ on the two sides, as SAME_UPPER has it")
    func asymmetricPadding() throws {
        var random = SeededGenerator(seed: 72)
        let x = random.floats(3 * 36)
        let weights = random.floats(4 * 3 * 9)
        // One more row and column after the picture than before it: the symmetric result without its first ones.
        let symmetric = Textbook.convolution(
            x,
            channels: 3,
            height: 6,
            width: 6,
            weights: weights,
            bias: [],
            outputs: 4,
            kernel: 3,
            stride: 1,
            padding: 1,
            dilation: 1
        )
        let window = WindowParameters(
            kernel: Extent(3),
            padding: Extent(0),
            paddingAfter: Extent(1)
        )
        let found = try run(
            .convolution(Convolution(window, outputs: 4, weights: weights, bias: [])),
            [(Shape(1, 3, 6, 6), x)]
        )
        let expected = (0..<100).map { index -> Float in
            let (row, column) = (index % 25 / 5 + 1, index % 5 + 1)
            return symmetric[index / 25 * 36 + row * 6 + column]
        }
        #expect(largestDifference(found, expected) < 1e-5)
    }
}
