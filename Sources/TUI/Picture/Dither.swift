/// Ordered dithering: few colors look like more, and what stands still does not flicker.
enum Dither {
    /// Bayer's matrix of four by four (IEEE ICC 1973): each number from 0 to 15 once, neighbors far apart.
    private static let matrix = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

    /// The threshold at a place, evenly spread over `0..<256`.
    static func threshold(_ x: Int, _ y: Int) -> Int { matrix[(y & 3) * 4 + (x & 3)] * 16 + 8 }

    /// What to add to a color at a place.
    ///
    /// - Parameters:
    ///   - x: the pixel's column.
    ///   - y: the pixel's row.
    ///   - amplitude: how much at most.
    /// - Returns: from minus the amplitude to the amplitude.
    static func shift(_ x: Int, _ y: Int, amplitude: Int) -> Int {
        (threshold(x, y) - 128) * amplitude / 128
    }
}
