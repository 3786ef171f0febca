import TestSupport
import Testing

@testable import Kernels

/// The instruction sets that this machine can run, and every kind of number.
private let sets = KernelSet.InstructionSet.available
private let seeds = [UInt64](1...6)

@Suite("products equal the scalar kernels and the textbook")
struct ConvolutionKernelTests {
    /// A convolution with random sizes, and random numbers that every kind of number holds exactly.
    private struct Sample {
        var window: Window
        let outputs: Int
        let input: [Float]
        /// `[outputs][channels][kernel.height][kernel.width]`.
        let weights: [Float]
        let bias: [Float]
        let residual: [Float]
        let relu: Bool

        init(_ random: inout SeededGenerator, kernel: Extent? = nil, stride: Int? = nil, channels: Int? = nil)
        {
            let kernel =
                kernel
                ?? Extent(
                    height: .random(in: 1...4, using: &random),
                    width: .random(in: 1...4, using: &random)
                )
            let dilation = Extent(stride == 2 ? 1 : .random(in: 1...2, using: &random))
            let stride = Extent(stride ?? .random(in: 1...3, using: &random))
            let padding = Extent(
                height: .random(in: 0...2, using: &random),
                width: .random(in: 0...3, using: &random)
            )
            let reach = Extent(
                height: dilation.height * (kernel.height - 1) + 1,
                width: dilation.width * (kernel.width - 1) + 1
            )
            let input = Extent(
                height: .random(in: reach.height...reach.height + 20, using: &random),
                width: .random(in: reach.width...reach.width + 20, using: &random)
            )
            let channels = channels ?? [1, 2, 3, 7, 8, 9, 15, 16, 17, 33].randomElement(using: &random) ?? 1
            window = Window(
                channels: channels,
                input: input,
                kernel: kernel,
                stride: stride,
                padding: padding,
                dilation: dilation,
                output: Extent(
                    height: (input.height + 2 * padding.height - reach.height) / stride.height + 1,
                    width: (input.width + 2 * padding.width - reach.width) / stride.width + 1
                )
            )
            outputs = [1, 7, 8, 15, 16, 17, 31, 33, 48, 64, 80, 113].randomElement(using: &random) ?? 1
            // Small whole numbers: bfloat16 and bytes hold them, and their sums are exact.
            func numbers(_ count: Int, _ range: ClosedRange<Int>) -> [Float] {
                (0..<count).map { _ in Float(Int.random(in: range, using: &random)) }
            }
            self.input = numbers(input.height * input.width * channels, 0...15)
            weights = numbers(outputs * channels * kernel.height * kernel.width, -15...15)
            bias = numbers(outputs, -50...50)
            residual = numbers(window.output.height * window.output.width * outputs, -99...99)
            relu = .random(using: &random)
        }

        /// `[output pixels][outputs]`, by the formula.
        var expected: [Float] {
            var result: [Float] = []
            let area = window.kernel.height * window.kernel.width
            for oy in 0..<window.output.height {
                for ox in 0..<window.output.width {
                    for output in 0..<outputs {
                        var sum = bias[output] + residual[result.count]
                        for ky in 0..<window.kernel.height {
                            for kx in 0..<window.kernel.width {
                                let y =
                                    oy * window.stride.height + ky * window.dilation.height
                                    - window.padding.height
                                let x =
                                    ox * window.stride.width + kx * window.dilation.width
                                    - window.padding.width
                                guard (0..<window.input.height).contains(y),
                                    (0..<window.input.width).contains(x)
                                else { continue }
                                for c in 0..<window.channels {
                                    sum +=
                                        input[(y * window.input.width + x) * window.channels + c]
                                        * weights[
                                            (output * window.channels + c) * area + ky * window.kernel.width
                                                + kx
                                        ]
                                }
                            }
                        }
                        result.append(relu ? max(0, sum) : sum)
                    }
                }
            }
            return result
        }
    }

    /// Gives a product its columns, a closure to run it, and returns what it wrote, `[pixels][outputs]`.
    private func outputs(
        of sample: Sample,
        _ product: Product,
        _ run: (Product) -> Void
    ) -> [Float] {
        let count = sample.residual.count
        let out = AlignedBuffer(count: count)
        let residual = AlignedBuffer(sample.residual)
        for group in 0..<product.groups {
            let first = group * Product.columnsOfGroup
            unsafe product.setTarget(
                group: group,
                columns: min(Product.columnsOfGroup, sample.outputs - first),
                out: out.pointer + first,
                stride: sample.outputs,
                residual: (UnsafePointer(residual.pointer + first), sample.outputs),
                activation: sample.relu ? .relu : .none
            )
        }
        for output in 0..<sample.outputs {
            product.setScale(1, column: output)
            product.setBias(sample.bias[output], column: output)
        }
        run(product)
        return (0..<count).map { unsafe out.pointer[$0] }
    }

    /// Every kind of number, and for bytes every way of summing them that some kernels have.
    private func kinds(of kernels: KernelSet) -> [(Number, ByteSums)] {
        Number.allCases.flatMap { number in
            number == .uint8 ? kernels.byteSums.map { (number, $0) } : [(number, .wide)]
        }
    }

    private func groups(_ outputs: Int) -> Int {
        (outputs + Product.columnsOfGroup - 1) / Product.columnsOfGroup
    }

    @Test("products of every kind of number are exact on whole numbers", arguments: sets, seeds)
    func direct(set: KernelSet.InstructionSet, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let kernels = KernelSet(set)
        for _ in 0..<12 {
            let sample = Sample(&random)
            let window = sample.window
            let expected = sample.expected
            for (number, sums) in kinds(of: kernels) {
                let words = number.words(window.channels)
                let area = window.kernel.height * window.kernel.width
                let product = Product(
                    number: number,
                    sums: sums,
                    taps: area,
                    words: words,
                    groups: groups(sample.outputs)
                )
                for (index, weight) in sample.weights.enumerated() {
                    product.setWeight(
                        weight,
                        tap: index % area,
                        index: index / area % window.channels,
                        column: index / area / window.channels
                    )
                }
                let input = AlignedBuffer(sample.input)
                let pixels = window.input.height * window.input.width
                let copy = AlignedBuffer(count: pixels * words)
                let border = AlignedBuffer(count: words)
                var steps = Quantization(covering: 0...255, as: number)
                steps.step = 1
                unsafe kernels.convert(
                    to: number,
                    pixels: pixels,
                    channels: window.channels,
                    steps,
                    from: input.pointer,
                    stride: window.channels,
                    into: copy.pointer,
                    pixelBytes: words * 4
                )
                let found = outputs(of: sample, product) { product in
                    let patches = unsafe Patches(
                        window: window,
                        input: copy.pointer,
                        rowBytes: window.input.width * words * 4,
                        pixelBytes: words * 4,
                        border: border.pointer
                    )
                    let rows = window.output.height * window.output.width
                    let half = rows / 2
                    // In two pieces each way, as threads take them, and none at all.
                    for part in [0..<half, half..<half, half..<rows] {
                        kernels.convolve(product, patches, rows: part, groups: 0..<product.groups / 2)
                        kernels.convolve(
                            product,
                            patches,
                            rows: part,
                            groups: product.groups / 2..<product.groups
                        )
                    }
                }
                #expect(found == expected, "\(number) \(sums) \(window), \(sample.outputs) outputs")
            }
        }
    }

    @Test("Winograd's tiles equal the formula", arguments: sets, seeds)
    func winograd(set: KernelSet.InstructionSet, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let kernels = KernelSet(set)
        for (kernel, stride) in [(3, 1), (3, 2), (5, 1)] {
            let sample = Sample(
                &random,
                kernel: Extent(kernel),
                stride: stride,
                channels: [16, 32, 48].randomElement(using: &random)
            )
            let expected = sample.expected
            let largest = expected.reduce(1) { max($0, abs($1)) }
            // Tiles of 4, and the 5x5 filters' tiles, have larger factors.
            for (tile, number, tolerance) in [
                (2, Number.float32, 1e-5), (4, .float32, 1e-5), (2, .bfloat16, kernel == 5 ? 0.1 : 0.02),
                (4, .bfloat16, 0.1), (2, .float16, kernel == 5 ? 0.02 : 2e-3), (4, .float16, 0.02),
                (2, .int16, kernel == 5 ? 0.02 : 1e-3), (4, .int16, 0.02),
                (2, .uint8, 0.04), (6, .float32, 3e-5),
            ] as [(Int, Number, Float)] {
                guard let filtering = WinogradFiltering(tile: tile, sample.window) else {
                    #expect(kernel == 5 && tile > 2 || stride == 2 && tile == 6)
                    continue
                }
                if number == .uint8, kernel == 5 || !kernels.byteSums.contains(.wide) { continue }
                let found = outputs(of: sample, filtering, number, kernels)
                #expect(
                    largestDifference(found, expected) <= tolerance * largest,
                    "tiles of \(tile), \(number), \(sample.window), \(sample.outputs) outputs"
                )
            }
        }
    }

    /// Runs a sample by one of Winograd's filterings, in pieces.
    private func outputs(
        of sample: Sample,
        _ filtering: WinogradFiltering,
        _ number: Number,
        _ kernels: KernelSet
    ) -> [Float] {
        let product = Product(
            number: number,
            points: filtering.kinds * filtering.kinds,
            taps: 1,
            words: number.words(sample.window.channels),
            groups: groups(sample.outputs)
        )
        let quantization = Quantization(covering: 0...15, as: number == .float16 ? .float16 : .int16)
        let growth = filtering.inputGrowth(isSigned: false)
        let reach = number == .uint8 ? filtering.largestInputs(of: sample.input.span, sample.window) : []
        let steps = number == .uint8 ? reach.map { max($0, 1) / 127 } : growth.map { quantization.step * $0 }
        // Nothing reaches farther than the formula says that it can.
        #expect(zip(reach, growth).allSatisfy { $0 <= 15 * $1 })
        let width = product.groups * Product.columnsOfGroup
        var offset = [Float](repeating: 0, count: growth.count * width)
        var scales: [(Float, kind: Int, output: Int)] = []
        let area = filtering.kernel * filtering.kernel
        for output in 0..<sample.outputs {
            let filters = (0..<sample.window.channels).map { channel in
                let first = (output * sample.window.channels + channel) * area
                return kernels.winogradWeights(of: Array(sample.weights[first..<first + area]), filtering)
            }
            for kind in growth.indices {
                var weights = filters.map { $0[kind] }
                if number.isScaled {
                    let filter = ScaledFilter([weights], number)
                    weights = filter.taps[0]
                    scales.append((filter.step * steps[kind], kind, output))
                    offset[kind * width + output] =
                        -filter.step * steps[kind] * filter.sum * Float(WinogradConvolution.zero)
                }
                for (index, weight) in weights.enumerated() {
                    product.setWeight(weight, point: kind, tap: 0, index: index, column: output)
                }
            }
        }
        let input = AlignedBuffer(sample.input)
        return outputs(of: sample, product) { product in
            for (scale, kind, output) in scales { product.setScale(scale, point: kind, column: output) }
            let winograd = unsafe WinogradConvolution(
                filtering,
                product: product,
                inputScale: steps.map { 1 / $0 },
                offset: number == .uint8 ? offset : nil,
                window: sample.window,
                input: input.pointer,
                stride: sample.window.channels
            )
            let scratch = AlignedBuffer(count: winograd.scratchPerTile * winograd.tiles)
            let third = winograd.tiles / 3
            for tiles in [0..<third, third..<third, third..<winograd.tiles] {
                unsafe kernels.convolve(winograd, tiles: tiles, scratch: scratch.pointer)
            }
        }
    }

    @Test("conversions equal the scalar ones, whatever the numbers", arguments: sets)
    func conversions(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 9)
        for channels in [1, 2, 3, 7, 8, 9, 15, 16, 17, 40] {
            var values = random.floats(5 * channels).map { $0 * 300 }
            values[0] = .infinity
            values[channels] = -.infinity
            values[2 * channels] = .leastNonzeroMagnitude * 700
            for number in Number.allCases {
                func words(_ set: KernelSet.InstructionSet) -> [UInt32] {
                    let input = AlignedBuffer(values)
                    let words = number.words(channels)
                    let out = AlignedBuffer(count: 5 * words)
                    unsafe KernelSet(set).convert(
                        to: number,
                        pixels: 5,
                        channels: channels,
                        Quantization(covering: -100...100, as: number),
                        from: input.pointer,
                        stride: channels,
                        into: out.pointer,
                        pixelBytes: words * 4
                    )
                    return (0..<5 * words).map { unsafe out.pointer[$0].bitPattern }
                }
                let found = words(set)
                let expected = words(.scalar)
                if number == .bfloat16 {
                    // The hardware takes numbers below 2^-126 for 0.
                    #expect(
                        zip(found, expected).allSatisfy { $0 == $1 || $0 & 0xFFFF == 0 && $1 & 0xFFFF < 0x80 }
                    )
                } else {
                    #expect(found == expected, "\(number), \(channels) channels")
                }
            }
        }
    }

    @Test("bfloat16 rounds to the nearest even, and keeps what is no number")
    func rounding() {
        #expect(Float(1).bfloat16 == 0x3F80)
        #expect(Float(bitPattern: 0x3F80_8000).bfloat16 == 0x3F80)
        #expect(Float(bitPattern: 0x3F81_8000).bfloat16 == 0x3F82)
        #expect(Float(bitPattern: 0x3F80_8001).bfloat16 == 0x3F81)
        #expect(Float.nan.bfloat16 & 0x7FFF > 0x7F80)
        #expect((-Float.infinity).bfloat16 == 0xFF80)
    }

    @Test("a quantization reaches from end to end, and holds 0 exactly")
    func quantization() {
        let steps = Quantization(covering: -1...3)
        #expect(steps.zero == 64 && abs(steps.step - 4 / 255) < 1e-7)
        #expect(Quantization(covering: 2...5).zero == 0)
        #expect(Quantization(covering: 0...0).step == 1)
        #expect(Quantization(covering: -3...(-1)).zero == 255)
        let fine = Quantization(covering: -3...1, as: .int16)
        #expect(fine.zero == 0 && abs(fine.step * 8191 - 3) < 1e-6)
    }
}
