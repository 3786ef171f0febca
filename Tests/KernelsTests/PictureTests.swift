import Kernels
import TestSupport
import Testing

/// Kernels on pictures that lie in arrays.
enum Pictures {
    static func resized(
        _ layout: PictureBytes.Layout,
        _ width: Int,
        _ height: Int,
        bytesPerLine: Int? = nil,
        _ bytes: [UInt8],
        to size: (width: Int, height: Int),
        _ set: KernelSet.InstructionSet
    ) -> [UInt8] {
        var scratch = ResizeScratch()
        var output = [UInt8](repeating: 0, count: size.width * size.height * 3)
        with(layout, width, height, bytesPerLine, bytes) { picture in
            KernelSet(set)
                .resize(
                    picture,
                    outWidth: size.width,
                    outHeight: size.height,
                    scratch: &scratch,
                    into: &output
                )
        }
        return output
    }

    static func rgb(
        _ layout: PictureBytes.Layout,
        _ width: Int,
        _ height: Int,
        bytesPerLine: Int? = nil,
        _ bytes: [UInt8],
        _ set: KernelSet.InstructionSet
    ) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: width * height * 3)
        with(layout, width, height, bytesPerLine, bytes) { picture in
            unsafe output.withUnsafeMutableBufferPointer { unsafe KernelSet(set).rgb(picture, into: $0) }
        }
        return output
    }

    private static func with(
        _ layout: PictureBytes.Layout,
        _ width: Int,
        _ height: Int,
        _ bytesPerLine: Int?,
        _ bytes: [UInt8],
        _ body: (borrowing PictureBytes) -> Void
    ) {
        let perPixel = layout == .rgb ? 3 : layout == .yuyv ? 2 : 1
        unsafe bytes.withUnsafeBytes { bytes in
            let picture = unsafe PictureBytes(
                layout,
                width: width,
                height: height,
                bytesPerLine: bytesPerLine ?? width * perPixel,
                bytes
            )
            guard let picture else {
                Issue.record("\(bytes.count) bytes for \(width)x\(height)")
                return
            }
            body(picture)
        }
    }
}

@Suite("video pictures to RGB")
struct PictureTests {
    private static let sets = KernelSet.InstructionSet.available

    @Test("gray is gray", arguments: sets)
    func gray(set: KernelSet.InstructionSet) {
        let bytes = [UInt8](0..<15)
        #expect(Pictures.rgb(.gray, 5, 3, bytes, set) == bytes.flatMap { [$0, $0, $0] })
    }

    private func clipped(_ value: Int) -> UInt8 { UInt8(min(255, max(0, value))) }

    /// libv4lconvert's two formulas (rgbyuv.c).
    private func pixel(_ layout: PictureBytes.Layout, _ y: Int, _ u: Int, _ v: Int) -> [UInt8] {
        let (u, v) = (u - 128, v - 128)
        let sums =
            layout == .yuyv
            ? [y + (v * 3) >> 1, y - (u * 3 + v * 6) >> 3, y + (u * 129) >> 6]
            : [y + (v * 1436) >> 10, y - (u * 352 + v * 731) >> 10, y + (u * 1814) >> 10]
        return sums.map(clipped)
    }

    private func textbook(
        _ layout: PictureBytes.Layout,
        _ width: Int,
        _ height: Int,
        _ line: Int,
        _ bytes: [UInt8]
    )
        -> [UInt8]
    {
        (0..<height).flatMap { y in
            (0..<width).flatMap { x -> [UInt8] in
                let (luma, chroma, step) =
                    layout == .yuyv
                    ? (y * line + 2 * x, y * line + x / 2 * 4 + 1, 2)
                    : (y * line + x, (height + y / 2) * line + x / 2 * 2, 1)
                return pixel(layout, Int(bytes[luma]), Int(bytes[chroma]), Int(bytes[chroma + step]))
            }
        }
    }

    @Test("by every instruction set as by the formula, at every width and with padded lines", arguments: sets)
    func formula(set: KernelSet.InstructionSet) {
        var random = SeededGenerator(seed: 8)
        for layout in [PictureBytes.Layout.yuyv, .nv12] {
            for width in [2, 4, 14, 16, 18, 30, 32, 34, 62, 64, 66] {
                for (height, padding) in [(1, 0), (2, 0), (5, 7), (4, 32)] {
                    let line = (layout == .yuyv ? 2 : 1) * width + padding
                    let lines = layout == .yuyv ? height : height + (height + 1) / 2
                    let bytes = random.bytes(line * lines)
                    let expected = textbook(layout, width, height, line, bytes)
                    #expect(Pictures.rgb(layout, width, height, bytesPerLine: line, bytes, set) == expected)
                    // Straight to another size is the same as converted first.
                    for size in [(1, 1), (9, 7), (40, 12)] {
                        let straight = Pictures.resized(
                            layout,
                            width,
                            height,
                            bytesPerLine: line,
                            bytes,
                            to: size,
                            set
                        )
                        #expect(straight == Pictures.resized(.rgb, width, height, expected, to: size, set))
                    }
                }
            }
        }
    }

    @Test("of every luma and color", arguments: sets)
    func allColors(set: KernelSet.InstructionSet) {
        for u in 0..<256 {
            var chroma: [UInt8] = []
            var luma: [UInt8] = []
            for v in 0..<256 {
                chroma += [UInt8(u), UInt8(v)]
                luma += [
                    UInt8(truncatingIfNeeded: v &* 74 &+ u), UInt8(truncatingIfNeeded: v &* 74 &+ u &+ 37),
                ]
            }
            let bytes = luma + luma + chroma
            #expect(Pictures.rgb(.nv12, 512, 2, bytes, set) == textbook(.nv12, 512, 2, 512, bytes))
            var yuyv: [UInt8] = []
            for v in 0..<256 { yuyv += [luma[2 * v], UInt8(u), luma[2 * v + 1], UInt8(v)] }
            #expect(Pictures.rgb(.yuyv, 512, 1, yuyv, set) == textbook(.yuyv, 512, 1, 1024, yuyv))
        }
    }

    @Test("a picture is refused where its bytes are too few, or its width is odd")
    func bounds() {
        let bytes = [UInt8](repeating: 0, count: 24)
        unsafe bytes.withUnsafeBytes { bytes in
            func fits(_ layout: PictureBytes.Layout, _ width: Int, _ height: Int, _ line: Int) -> Bool {
                if unsafe PictureBytes(layout, width: width, height: height, bytesPerLine: line, bytes) != nil
                {
                    return true
                }
                return false
            }
            #expect(
                fits(.rgb, 2, 4, 6) && fits(.rgb, 2, 3, 9) && !fits(.rgb, 2, 5, 6) && !fits(.rgb, 2, 4, 5)
            )
            #expect(fits(.yuyv, 4, 3, 8) && !fits(.yuyv, 3, 2, 8) && !fits(.yuyv, 4, 4, 8))
            #expect(fits(.nv12, 4, 4, 4) && !fits(.nv12, 4, 5, 4) && !fits(.nv12, 0, 4, 4))
            #expect(!fits(.rgb, .max, 2, 6) && !fits(.rgb, 2, .max, 6) && !fits(.rgb, 2, 2, .max))
        }
    }
}
