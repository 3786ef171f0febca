import CZlib

/// EXIF as ImageMagick and exiftool put it into a PNG's text: the name of the profile, its length, and
/// hexadecimal digits.
struct RawProfile {
    /// The profile.
    let bytes: [UInt8]

    /// No profile is larger; a bomb is.
    private static let limit = 1 << 20

    /// Reads the body of a `tEXt` or `zTXt` chunk; nil for every other text.
    init?(_ chunk: ArraySlice<UInt8>, isCompressed: Bool) {
        guard let end = chunk.firstIndex(of: 0),
            ["Raw profile type exif", "Raw profile type APP1"].contains(
                String(decoding: chunk[..<end], as: UTF8.self)
            )
        else { return nil }
        // After the name: the method of compression, which is 0.
        let text =
            isCompressed ? Self.inflated(Array(chunk[end...].dropFirst(2))) : Array(chunk[end...].dropFirst())
        let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        guard lines.count == 3 else { return nil }
        let digits = lines[2].compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        bytes = stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func inflated(_ bytes: [UInt8]) -> [UInt8] {
        var size = UInt(limit)
        var text = [UInt8](repeating: 0, count: limit)
        guard unsafe uncompress(&text, &size, bytes, UInt(bytes.count)) == Z_OK else { return [] }
        return Array(text.prefix(Int(size)))
    }
}
