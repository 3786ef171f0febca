/// A color as the picture has it.
struct RGB: Hashable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    static let black = RGB(red: 0, green: 0, blue: 0)

    /// How bright it is, in `0...255` (ITU-R BT.601).
    var luma: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }

    /// The color between two.
    static func mean(_ a: RGB, _ b: RGB) -> RGB {
        func half(_ x: UInt8, _ y: UInt8) -> UInt8 { UInt8((Int(x) + Int(y)) / 2) }
        return RGB(red: half(a.red, b.red), green: half(a.green, b.green), blue: half(a.blue, b.blue))
    }

    /// The color with so much added to each part, as far as there is room.
    func adding(_ amount: Int) -> RGB {
        func sum(_ x: UInt8) -> UInt8 { UInt8(max(0, min(255, Int(x) + amount))) }
        return RGB(red: sum(red), green: sum(green), blue: sum(blue))
    }
}
