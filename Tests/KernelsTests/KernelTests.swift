import Foundation
import TestSupport
import Testing

@testable import Kernels

/// The instruction sets that this machine can run, and sizes around the width of a vector.
private let sets = KernelSet.InstructionSet.available
private let sizes = [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 128, 513]

@Suite("every instruction set equals the scalar kernels")
struct KernelTests {
    /// Sums of n products in another order differ by about n rounding errors.
    private func tolerance(_ n: Int) -> Float { 1e-6 * Float(max(1, n)) }

    @Test("squared distance", arguments: sets, sizes)
    func reductions(set: KernelSet.InstructionSet, n: Int) {
        var random = SeededGenerator(seed: UInt64(n) + 1)
        let a = random.floats(n)
        let b = random.floats(n)
        let exactDistance = zip(a, b).reduce(0.0) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
        #expect(
            abs(KernelSet(set).squaredDistance(a.span, b.span) - Float(exactDistance)) <= tolerance(n) * 2
        )
    }

    @Test("elementwise arithmetic", arguments: sets, sizes)
    func elementwise(set: KernelSet.InstructionSet, n: Int) {
        var random = SeededGenerator(seed: UInt64(n) + 2)
        let a = random.floats(n)
        let b = random.floats(n)
        let scaled = unsafe run(n, a) { unsafe KernelSet(set).scale(count: n, by: 1.5, $0, into: $1) }
        #expect(largestDifference(scaled, a.map { $0 * 1.5 }) <= 1e-6)
        for relu in [false, true] {
            func clipped(_ x: Float) -> Float { relu ? max(0, x) : x }
            let sum = unsafe run(n, a) { x, y in
                unsafe b.withUnsafeBufferPointer { b in
                    guard let b = b.baseAddress else { return }
                    unsafe KernelSet(set).sum(count: n, 2, x, -1, b, relu: relu, into: y)
                }
            }
            #expect(largestDifference(sum, zip(a, b).map { clipped(2 * $0 - $1) }) <= 1e-6)
        }
    }

    @Test("layers on pixels equal the scalar kernels", arguments: sets, [1, 2, 7, 8, 15, 16, 17, 33, 300])
    func pixels(set: KernelSet.InstructionSet, channels: Int) {
        var random = SeededGenerator(seed: UInt64(channels))
        let stride = channels + 3
        for pixels in [0, 1, 5] {
            let input = random.floats(pixels * stride)
            let scale = AlignedBuffer(random.floats(channels))
            let shift = AlignedBuffer(random.floats(channels))
            for layer in ["affine", "normalize", "lrn"] {
                func output(_ set: KernelSet.InstructionSet) -> [Float] {
                    let kernels = KernelSet(set)
                    return unsafe run(pixels * channels, input) { input, output in
                        switch layer {
                        case "affine":
                            unsafe kernels.affine(
                                pixels: pixels,
                                scale: scale,
                                shift: shift,
                                relu: channels % 2 == 0,
                                input,
                                stride: stride,
                                into: output,
                                stride: channels
                            )
                        case "normalize":
                            unsafe kernels.channelNormalize(
                                pixels: pixels,
                                epsilon: 1e-6,
                                scale: scale,
                                from: input,
                                stride: stride,
                                into: output,
                                stride: channels
                            )
                        default:
                            unsafe kernels.localResponseNormalize(
                                pixels: pixels,
                                channels: channels,
                                size: channels % 3 == 0 ? 4 : 5,
                                alpha: 2,
                                beta: channels % 2 == 0 ? 0.75 : 0.6,
                                k: 1,
                                from: input,
                                stride: stride,
                                into: output,
                                stride: channels
                            )
                        }
                    }
                }
                #expect(largestDifference(output(set), output(.scalar)) <= 1e-5, "\(layer), \(pixels) pixels")
            }
        }
    }

    @Test(
        "softmax equals the formula",
        arguments: sets,
        [(0, 2, 1), (5, 2, 1), (40, 2, 1), (3, 5, 1), (2, 3, 19)]
    )
    func softmax(set: KernelSet.InstructionSet, size: (rows: Int, length: Int, inner: Int)) {
        var random = SeededGenerator(seed: 11)
        let count = size.rows * size.length * size.inner
        let input = random.floats(count).map { $0 * 60 }
        let found = unsafe run(count, input) {
            unsafe KernelSet(set).softmax(
                rows: size.rows,
                length: size.length,
                inner: size.inner,
                from: $0,
                into: $1
            )
        }
        let block = size.length * size.inner
        let expected = (0..<count).map { index -> Float in
            let first = index / block * block + index % size.inner
            let all = (0..<size.length).map { exp(Double(input[first + $0 * size.inner])) }
            return Float(exp(Double(input[index])) / all.reduce(0, +))
        }
        #expect(largestDifference(found, expected) <= 1e-6)
    }

    @Test("pooling equals the scalar kernels", arguments: sets, [UInt64](1...8))
    func pooling(set: KernelSet.InstructionSet, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            var window = randomWindow(&random)
            window.channels = [1, 3, 15, 16, 17, 40].randomElement(using: &random) ?? 1
            let pixels = window.output.height * window.output.width
            let input = random.floats(window.input.height * window.input.width * window.channels)
            let kinds: [Pooling] = [.maximum, .l2, .average(divisor: nil), .average(divisor: 7)]
            for kind in kinds {
                func pooled(_ set: KernelSet.InstructionSet) -> [Float] {
                    unsafe run(pixels * window.channels, input) {
                        unsafe KernelSet(set).pool(
                            kind,
                            window,
                            pixels: 0..<pixels,
                            from: $0,
                            stride: window.channels,
                            into: $1,
                            stride: window.channels
                        )
                    }
                }
                #expect(largestDifference(pooled(set), pooled(.scalar)) <= 1e-6, "\(kind) \(window)")
            }
        }
    }

    @Test("resize and warp are the same bytes", arguments: sets)
    func pictures(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 4)
        for (width, height, outWidth, outHeight) in [
            (1, 1, 1, 1), (7, 5, 16, 9), (33, 17, 12, 40), (64, 48, 300, 300),
        ] {
            let pixels = random.bytes(width * height * 3)
            func resized(_ set: KernelSet.InstructionSet) -> [UInt8] {
                Pictures.resized(.rgb, width, height, pixels, to: (outWidth, outHeight), set)
            }
            #expect(resized(set) == resized(.scalar))
            func warped(_ set: KernelSet.InstructionSet) -> [UInt8] {
                var output = [UInt8](repeating: 0, count: outWidth * outHeight * 3)
                KernelSet(set).warp(
                    pixels.span,
                    width: width,
                    height: height,
                    inverse: [0.7, -0.2, 3.1, 0.3, 0.9, -4.2],
                    outWidth: outWidth,
                    outHeight: outHeight,
                    into: &output
                )
                return output
            }
            #expect(warped(set) == warped(.scalar))
        }
    }

    @Test("a warp far outside the picture is black, and touches nothing else", arguments: sets)
    func farWarp(set: KernelSet.InstructionSet) {
        var output = [UInt8](repeating: 9, count: 27)
        for inverse: [6 of Double] in [[1, 0, 1e30, 0, 1, -1e30], [.nan, 0, 0, 0, .infinity, 0]] {
            KernelSet(set).warp(
                [UInt8](repeating: 200, count: 12).span,
                width: 2,
                height: 2,
                inverse: inverse,
                outWidth: 3,
                outHeight: 3,
                into: &output
            )
        }
        #expect(output.allSatisfy { $0 == 0 || $0 == 200 })
    }

    @Test("FACETOP_ISA chooses a lower set, and nothing else")
    func override() {
        #expect(KernelSet.chosen(environment: "scalar") == .scalar)
        #expect(KernelSet.chosen(environment: "nonsense") == .best)
        #expect(KernelSet.chosen(environment: nil) == .best)
        #expect(
            KernelSet.InstructionSet.available.first == .scalar
                && KernelSet.InstructionSet.scalar.name == "scalar"
        )
        #expect(
            KernelSet(.scalar).speed(of: .uint8) == .emulated
                && KernelSet(.scalar).speed(of: .float32) == .native
        )
    }

    private func run(
        _ count: Int,
        _ input: [Float],
        _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> [Float] {
        let source = AlignedBuffer(input)
        let target = AlignedBuffer(count: count)
        unsafe body(UnsafePointer(source.pointer), target.pointer)
        return (0..<count).map { unsafe target.pointer[$0] }
    }

    /// A window of a pooling: undilated, and none that lies outside the picture.
    private func randomWindow(_ random: inout SeededGenerator) -> Window {
        func extent(_ range: ClosedRange<Int>) -> Extent {
            Extent(height: .random(in: range, using: &random), width: .random(in: range, using: &random))
        }
        let kernel = extent(1...5)
        let stride = extent(1...3)
        let padding = extent(0...kernel.height - 1)
        let input = extent(5...20)
        return Window(
            channels: 1,
            input: input,
            kernel: kernel,
            stride: stride,
            padding: Extent(height: padding.height, width: min(padding.width, kernel.width - 1)),
            dilation: Extent(1),
            output: Extent(
                height: (input.height - 1) / stride.height + 1,
                width: (input.width - 1) / stride.width + 1
            )
        )
    }
}
