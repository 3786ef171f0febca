public import FaceTypes
import Glibc

/// The built-in moving picture: the same frames every time, so that facetop shows something without a camera.
public final class DemoSource: FrameSource {
    /// What to call it.
    public let name = "demo"
    /// Frames a second, where that is known.
    public let frameRate: Double? = DemoScene.frameRate

    private let loops: Bool
    private let portraits: [Portrait]
    private let background: [UInt8]
    private var index = 0
    private let start = Instant.now()

    /// Reads the demo's pictures from a folder.
    ///
    /// - Parameters:
    ///   - folder: where the pictures are.
    ///   - loops: whether it begins anew when it is over.
    ///   - turns: whether it shows one person whose head turns, in place of some who come and go.
    /// - Throws: `CaptureError` where a picture can't be read.
    public init(folder: String, loops: Bool = false, turns: Bool = false) throws(CaptureError) {
        self.loops = loops
        var portraits: [Portrait] = []
        for actor in turns ? DemoScene.turning : DemoScene.actors {
            portraits.append(Portrait(try Picture.read("\(folder)/\(actor.file)"), actor))
        }
        self.portraits = portraits
        background = Self.background()
    }

    /// Returns the next frame, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        let elapsed = Double(index) / DemoScene.frameRate
        guard loops || elapsed < DemoScene.duration else { return nil }
        defer { index += 1 }
        let time = elapsed.truncatingRemainder(dividingBy: DemoScene.duration)
        var pixels = background
        for portrait in portraits { portrait.draw(at: time, into: &pixels) }
        return Frame(
            pixels: pixels,
            width: DemoScene.size.width,
            height: DemoScene.size.height,
            sequence: UInt64(index),
            capturedAt: start.advanced(by: elapsed)
        )
    }

    /// A wall, lit from the upper left, with a dark band below.
    private static func background() -> [UInt8] {
        var pixels: [UInt8] = []
        for y in 0..<DemoScene.size.height {
            for x in 0..<DemoScene.size.width {
                let light =
                    150 - 60 * Double(x) / Double(DemoScene.size.width) - 30 * Double(y)
                    / Double(DemoScene.size.height)
                let band = y > DemoScene.size.height * 4 / 5 ? 0.55 : 1.0
                pixels.append(UInt8(light * 0.92 * band))
                pixels.append(UInt8(light * 0.98 * band))
                pixels.append(UInt8(light * 1.05 * band))
            }
        }
        return pixels
    }
}

/// One portrait of the demo, cut out and shrunk once so that drawing it is cheap.
private struct Portrait {
    private let actor: DemoScene.Actor
    private let frame: Frame

    init(_ picture: Frame, _ actor: DemoScene.Actor) {
        self.actor = actor
        let box = Box(
            x: Float(actor.part.x) * Float(picture.width),
            y: Float(actor.part.y) * Float(picture.height),
            width: Float(actor.part.width) * Float(picture.width),
            height: Float(actor.part.height) * Float(picture.height)
        )
        let cut = picture.cropped(to: box) ?? picture
        // Averaging whole blocks of pixels, down to about what is shown: plain sampling would flicker.
        let factor = max(1, Int(Double(cut.height) / max(actor.height.first, actor.height.last)))
        frame = Self.averaged(cut, by: factor)
    }

    func draw(at time: Double, into pixels: inout [UInt8]) {
        guard let place = actor.placement(at: time) else { return }
        let scale = Double(frame.height) / place.height
        let width = Double(frame.width) / scale
        let left = place.x - width / 2
        let top = place.y - place.height / 2
        let light = Int(place.light * 65536)
        let shift = actor.turn?.shift(at: time)
        let cover = actor.isCovered ? coverColumns(at: time, left: left, width: width) : 0..<0
        let size = DemoScene.size
        for y in max(0, Int(top))..<max(0, min(size.height, Int(top + place.height))) {
            for x in max(0, Int(left))..<max(0, min(size.width, Int(left + width))) {
                let target = (y * size.width + x) * 3
                if cover.contains(x) {
                    for c in 0..<3 { pixels[target + c] = 40 }
                    continue
                }
                var (sourceX, sourceY) = ((Double(x) - left) * scale, (Double(y) - top) * scale)
                if let turn = actor.turn, let shift {
                    let depth = turn.depth(
                        actor.part.x + sourceX / Double(frame.width) * actor.part.width,
                        actor.part.y + sourceY / Double(frame.height) * actor.part.height
                    )
                    sourceX -= shift.x * depth / actor.part.width * Double(frame.width)
                    sourceY -= shift.y * depth / actor.part.height * Double(frame.height)
                }
                let color = sample(sourceX, sourceY)
                pixels[target] = UInt8(min(255, (color.0 * light) >> 16))
                pixels[target + 1] = UInt8(min(255, (color.1 * light) >> 16))
                pixels[target + 2] = UInt8(min(255, (color.2 * light) >> 16))
            }
        }
    }

    /// A pole that passes in front of the picture in the middle of its time.
    private func coverColumns(at time: Double, left: Double, width: Double) -> Range<Int> {
        let middle = (actor.time.lowerBound + actor.time.upperBound) / 2
        let progress = (time - middle + 0.75) / 1.5
        guard (0...1).contains(progress) else { return 0..<0 }
        let x = Int(left + width * progress)
        return x..<x + Int(width * 0.12)
    }

    /// Bilinear, in 8-bit fixed point.
    private func sample(_ x: Double, _ y: Double) -> (Int, Int, Int) {
        let fixedX = max(0, min(Int(x * 256), (frame.width - 1) * 256 - 1))
        let fixedY = max(0, min(Int(y * 256), (frame.height - 1) * 256 - 1))
        let (fx, fy) = (fixedX & 255, fixedY & 255)
        let first = ((fixedY >> 8) * frame.width + (fixedX >> 8)) * 3
        let below = first + frame.width * 3
        func mix(_ c: Int) -> Int {
            let top = Int(frame.pixels[first + c]) * (256 - fx) + Int(frame.pixels[first + 3 + c]) * fx
            let bottom = Int(frame.pixels[below + c]) * (256 - fx) + Int(frame.pixels[below + 3 + c]) * fx
            return (top * (256 - fy) + bottom * fy) >> 16
        }
        return (mix(0), mix(1), mix(2))
    }

    private static func averaged(_ frame: Frame, by factor: Int) -> Frame {
        guard factor > 1 else { return frame }
        let width = frame.width / factor
        let height = frame.height / factor
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<3 {
                    var sum = 0
                    for dy in 0..<factor {
                        let row = ((y * factor + dy) * frame.width + x * factor) * 3 + c
                        for dx in 0..<factor { sum += Int(frame.pixels[row + dx * 3]) }
                    }
                    pixels.append(UInt8(sum / (factor * factor)))
                }
            }
        }
        return Frame(pixels: pixels, width: width, height: height)
    }
}
