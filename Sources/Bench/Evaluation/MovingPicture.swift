import Capture
import FaceTypes
import Glibc

/// A film made of one picture: it moves, grows and shrinks, gets darker and lighter, is blurred now and then, and
/// something passes in front of it, as in the built-in demo.
final class MovingPicture: FrameSource {
    let name = "moving picture"
    let frameRate: Double? = rate

    static let rate = 25.0
    static let seconds = 4.0
    private static let size = (width: 640, height: 480)

    private let picture: Frame
    /// Where in its motions the film begins, in radians.
    private let phase: Double
    private var index = 0

    init(_ picture: Frame, phase: Double) { (self.picture, self.phase) = (picture, phase) }

    func next() throws(CaptureError) -> Frame? {
        let time = Double(index) / Self.rate
        guard time < Self.seconds else { return nil }
        defer { index += 1 }
        return Frame(
            pixels: pixels(at: time),
            width: Self.size.width,
            height: Self.size.height,
            sequence: UInt64(index),
            capturedAt: Instant(nanoseconds: Int64(time * 1e9))
        )
    }

    private func pixels(at time: Double) -> [UInt8] {
        var pixels = [UInt8](repeating: 110, count: Self.size.width * Self.size.height * 3)
        let height = 260 + 90 * sin(0.9 * time + phase)
        let scale = Double(picture.height) / height
        let width = Double(picture.width) / scale
        let left = Double(Self.size.width) / 2 + 110 * sin(1.3 * time + 2 * phase) - width / 2
        let top = Double(Self.size.height) / 2 + 40 * sin(0.7 * time + 3 * phase) - height / 2
        let light = 0.85 + 0.3 * sin(0.8 * time + phase)
        // Half a second of motion blur in each film, and a pole that passes in a second and a half.
        let isBlurred = (1.2...1.7).contains(time)
        let pole = left + width * (time - 2) / 1.5
        for y in max(0, Int(top))..<min(Self.size.height, max(0, Int(top + height))) {
            for x in max(0, Int(left))..<min(Self.size.width, max(0, Int(left + width))) {
                let target = (y * Self.size.width + x) * 3
                if Double(x) >= pole, Double(x) < pole + 0.12 * width {
                    for c in 0..<3 { pixels[target + c] = 40 }
                    continue
                }
                for c in 0..<3 {
                    var value = 0.0
                    let taps = isBlurred ? 5 : 1
                    for tap in 0..<taps {
                        let shift = Double(tap - taps / 2) * 2
                        value += sample((Double(x) - left + shift) * scale, (Double(y) - top) * scale, c)
                    }
                    pixels[target + c] = UInt8(max(0, min(255, value / Double(taps) * light)))
                }
            }
        }
        return pixels
    }

    /// One channel between four pixels.
    private func sample(_ x: Double, _ y: Double, _ c: Int) -> Double {
        let column = max(0, min(Double(picture.width) - 1.001, x))
        let row = max(0, min(Double(picture.height) - 1.001, y))
        let (fx, fy) = (column - column.rounded(.down), row - row.rounded(.down))
        let first = (Int(row) * picture.width + Int(column)) * 3 + c
        let below = first + picture.width * 3
        let top = Double(picture.pixels[first]) * (1 - fx) + Double(picture.pixels[first + 3]) * fx
        let bottom = Double(picture.pixels[below]) * (1 - fx) + Double(picture.pixels[below + 3]) * fx
        return top * (1 - fy) + bottom * fy
    }
}
