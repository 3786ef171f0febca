import Kernels
import TestSupport
import Testing

@Suite("video frames in planes to RGB")
struct PlanesTests {
    private static let sets = KernelSet.InstructionSet.available

    /// ITU-R BT.601, with the differences of color as JPEG has them or as television does, unclipped.
    private func pixel(_ format: PlanarFormat, _ y: UInt8, _ u: UInt8, _ v: UInt8) -> [Double] {
        let (kr, kb) = (0.299, 0.114)
        let luma = format.isFullRange ? Double(y) / 255 : (Double(y) - 16) / 219
        let range = format.isFullRange ? 255.0 : 224
        let (blue, red) = ((Double(u) - 128) / range, (Double(v) - 128) / range)
        let r = luma + 2 * (1 - kr) * red
        let b = luma + 2 * (1 - kb) * blue
        return [r, (luma - kr * r - kb * b) / (1 - kr - kb), b].map { $0 * 255 }
    }

    private func textbook(_ format: PlanarFormat, _ bytes: [UInt8]) -> [Double] {
        let halves = format.sampling == .yuv420 || format.sampling == .yuv422
        let across = halves ? (format.width + 1) / 2 : format.width
        let down = format.sampling == .yuv420 ? (format.height + 1) / 2 : format.height
        let area = format.width * format.height
        return (0..<format.height).flatMap { y in
            (0..<format.width).flatMap { x -> [Double] in
                let luma = bytes[y * format.width + x]
                guard format.sampling != .mono else { return pixel(format, luma, 128, 128) }
                let line = format.sampling == .yuv420 ? y / 2 : y
                let blue = area + line * across + (halves ? x / 2 : x)
                return pixel(format, luma, bytes[blue], bytes[blue + across * down])
            }
        }
    }

    @Test("by every instruction set as by the formula, at every width", arguments: sets)
    func formula(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 9)
        for sampling in [PlanarFormat.Sampling.mono, .yuv420, .yuv422, .yuv444] {
            for isFullRange in [true, false] {
                for (width, height) in [(1, 1), (15, 2), (16, 3), (17, 3), (31, 1), (32, 4), (67, 5)] {
                    let format = PlanarFormat(
                        width: width,
                        height: height,
                        sampling: sampling,
                        isFullRange: isFullRange
                    )
                    let bytes = random.bytes(format.byteCount)
                    let found = KernelSet(set).rgb(bytes.span, format)
                    let expected = textbook(format, bytes)
                    #expect(found.count == expected.count)
                    // Half a level of rounding, and what sixteen bits of the factors lose.
                    let isNear = zip(found, expected).allSatisfy {
                        abs(Double($0) - min(max($1, 0), 255)) < 0.51
                    }
                    #expect(isNear, "\(format) by \(set)")
                }
            }
        }
    }
}
