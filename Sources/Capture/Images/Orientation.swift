import FaceTypes

/// How a picture is to be turned before it is looked at: EXIF's orientation, 1 to 8.
///
/// Read here, from the one tag that matters, bounds-checked, rather than by a C library for all of EXIF:
/// photos come from strangers, and libexif knows neither a second EXIF segment nor the blocks of PNG and
/// WebP.
struct Orientation: Equatable {
    /// EXIF's number; 1 is upright.
    let value: Int

    init(_ value: Int) { self.value = (1...8).contains(value) ? value : 1 }

    /// Finds the orientation in a file of a kind.
    init(of bytes: [UInt8], _ format: PictureFormat) {
        let value: Int? =
            switch format {
            case .jpeg: Self.value(inJPEG: bytes)
            case .png: Self.value(inPNG: bytes)
            case .webP: Self.value(inWebP: bytes)
            case .tiff: Self.value(inTIFF: bytes[...])
            case .heif, .bmp, .gif: nil
            }
        self.init(value ?? 1)
    }

    /// Looks through a JPEG's segments: several may be EXIF, with fill bytes (ITU-T T.81, B.1.1.2) or rubbish
    /// between.
    private static func value(inJPEG bytes: [UInt8]) -> Int? {
        var offset = 2
        while true {
            while offset < bytes.count, bytes[offset] != 0xFF { offset += 1 }
            while offset < bytes.count, bytes[offset] == 0xFF { offset += 1 }
            guard offset + 3 <= bytes.count else { return nil }
            let marker = bytes[offset]
            // Without a length: stuffing, restarts, and the start of a picture.
            if marker == 0 || marker == 1 || (0xD0...0xD8).contains(marker) { continue }
            let length = Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2])
            // Start of scan: the headers are over.
            guard marker != 0xDA, length >= 2, offset + 1 + length <= bytes.count else { return nil }
            if marker == 0xE1,
                let value = value(inEXIF: bytes[offset + 3..<offset + 1 + length], needsName: true)
            {
                return value
            }
            offset += 1 + length
        }
    }

    /// Looks through a PNG's chunks: `eXIf`, or the text that older programs write in its place.
    private static func value(inPNG bytes: [UInt8]) -> Int? {
        var offset = 8
        while offset + 12 <= bytes.count {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - offset - 12 else { return nil }
            let body = bytes[offset + 8..<offset + 8 + length]
            let kind = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
            let value: Int? =
                switch kind {
                case "eXIf": value(inEXIF: body)
                case "tEXt", "zTXt":
                    RawProfile(body, isCompressed: kind == "zTXt").flatMap {
                        self.value(inEXIF: $0.bytes[...])
                    }
                default: nil
                }
            if let value { return value }
            offset += 12 + length
        }
        return nil
    }

    /// Looks through a WebP's chunks (RFC 9649, section 2.7).
    private static func value(inWebP bytes: [UInt8]) -> Int? {
        var offset = 12
        while offset + 8 <= bytes.count {
            let length = bytes[offset + 4..<offset + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - offset - 8 else { return nil }
            if bytes[offset..<offset + 4].elementsEqual("EXIF".utf8) {
                return value(inEXIF: bytes[offset + 8..<offset + 8 + length])
            }
            offset += 8 + length + length % 2
        }
        return nil
    }

    /// Reads a block of EXIF, with the name that JPEG puts before it, or without.
    private static func value(inEXIF block: ArraySlice<UInt8>, needsName: Bool = false) -> Int? {
        let hasName = block.starts(with: Array("Exif\0\0".utf8))
        guard hasName || !needsName else { return nil }
        return value(inTIFF: hasName ? block.dropFirst(6) : block)
    }

    /// Finds tag 0x0112 in the first directory of a TIFF block (EXIF 2.3, section 4.6); programs write it as
    /// a number of any size.
    private static func value(inTIFF tiff: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(tiff)
        let isLittle = bytes.starts(with: Array("II".utf8))
        func number(_ at: Int, _ size: Int) -> Int? {
            guard at >= 0, at <= bytes.count - size else { return nil }
            let part = bytes[at..<at + size]
            return isLittle
                ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
        for entry in 0..<entries {
            let at = directory + 2 + entry * 12
            guard let tag = number(at, 2), let type = number(at + 2, 2) else { return nil }
            guard tag == 0x0112 else { continue }
            let size = [1: 1, 3: 2, 4: 4][type]
            return size.flatMap { number(at + 8, $0) }.flatMap { (1...8).contains($0) ? $0 : nil }
        }
        return nil
    }

    /// Returns the frame turned upright.
    func applied(to frame: Frame) -> Frame { frame.oriented(value) }
}
