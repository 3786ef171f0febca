import TestSupport
import Testing

@testable import Kernels

@Suite("depthwise convolutions of bytes equal the formula")
struct ByteDepthwiseTests {
    @Test("with every activation, to floats and to bytes", arguments: KernelSet.InstructionSet.available)
    func formula(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 81)
        let kernels = KernelSet(set)
        for (extra, height, width, stride, padding) in [
            (0, 9, 12, 1, 1), (5, 8, 7, 2, 1), (40, 3, 3, 1, 0), (64, 6, 11, 1, 2), (17, 13, 4, 2, 0),
            (1, 1, 1, 1, 1),
        ] {
            let window = Window(
                channels: kernels.depthwiseBlock + extra,
                input: Extent(height: height, width: width),
                kernel: Extent(3),
                stride: Extent(stride),
                padding: Extent(padding),
                dilation: Extent(1),
                output: Extent(
                    height: (height + 2 * padding - 3) / stride + 1,
                    width: (width + 2 * padding - 3) / stride + 1
                )
            )
            let channels = window.channels
            // The largest of each filter is 127 steps, so that all are whole numbers of them.
            let filters = (0..<channels * 9).map { index -> Float in
                index % 9 == 4 ? 127 / 64 : Float(Int.random(in: -127...127, using: &random)) / 64
            }
            let bias = random.floats(channels)
            let slopes = random.floats(channels)
            let input = (0..<height * width * channels).map { _ in UInt8.random(in: 0...255, using: &random) }
            let read = Quantization(covering: -1...3)
            let written = Quantization(covering: -2...5)
            for activation in [
                Activation.none, .relu, Activation(slopes: slopes),
                Activation(slopes: slopes, limits: -1...2),
            ] {
                let expected = Self.expected(window, filters, bias, activation, input, read)
                let floats: [Float] = outputs(window, filters, bias, activation, input, read, nil, kernels)
                #expect(largestDifference(floats, expected) < 1e-4, "\(window)")
                let bytes: [UInt8] = outputs(window, filters, bias, activation, input, read, written, kernels)
                for (byte, value) in zip(bytes, expected) {
                    let level = min(max(value / written.step + Float(written.zero), 0), 255)
                    #expect(abs(Float(byte) - level) <= 0.51)
                }
            }
        }
    }

    private static func expected(
        _ window: Window,
        _ filters: [Float],
        _ bias: [Float],
        _ activation: Activation,
        _ input: [UInt8],
        _ read: Quantization
    ) -> [Float] {
        let slopes = activation.slopes(channels: window.channels)
        return (0..<window.output.height * window.output.width).flatMap { pixel in
            (0..<window.channels).map { channel in
                var sum = Double(bias[channel])
                for tap in 0..<9 {
                    let y =
                        pixel / window.output.width * window.stride.height + tap / 3 - window.padding.height
                    let x = pixel % window.output.width * window.stride.width + tap % 3 - window.padding.width
                    guard (0..<window.input.height).contains(y), (0..<window.input.width).contains(x) else {
                        continue
                    }
                    let byte = input[(y * window.input.width + x) * window.channels + channel]
                    sum +=
                        Double(filters[channel * 9 + tap])
                        * Double(Float(Int(byte) - Int(read.zero)) * read.step)
                }
                if sum < 0, !slopes.isEmpty { sum *= Double(slopes[channel]) }
                guard let limits = activation.limits else { return Float(sum) }
                return min(max(Float(sum), limits.lowerBound), limits.upperBound)
            }
        }
    }

    /// In two pieces, as threads take them.
    private func outputs<Element>(
        _ window: Window,
        _ filters: [Float],
        _ bias: [Float],
        _ activation: Activation,
        _ input: [UInt8],
        _ read: Quantization,
        _ written: Quantization?,
        _ kernels: KernelSet
    ) -> [Element] {
        let convolution = ByteDepthwiseConvolution(
            window,
            filters: filters,
            bias: bias,
            activation: activation,
            input: read,
            output: written,
            kernels: kernels
        )
        let pixels = window.output.height * window.output.width
        let count = pixels * window.channels
        return unsafe [Element](unsafeUninitializedCapacity: count) { out, initialized in
            guard let start = out.baseAddress else { return }
            for part in [0..<pixels / 2, pixels / 2..<pixels] {
                unsafe kernels.convolve(
                    convolution,
                    pixels: part,
                    from: input,
                    stride: window.channels,
                    into: start,
                    stride: window.channels
                )
            }
            initialized = count
        }
    }
}
