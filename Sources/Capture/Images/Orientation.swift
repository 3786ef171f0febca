import FaceTypes

/// How a picture is to be turned before it is looked at: EXIF's orientation, 1 to 8.
///
/// Read here, from the one tag that matters, bounds-checked, rather than by a C library for all of EXIF: photos come
/// from strangers.
struct Orientation: Equatable {
    /// EXIF's number; 1 is upright.
    let value: Int

    init(_ value: Int) { self.value = (1...8).contains(value) ? value : 1 }

    /// Finds the orientation in a JPEG's APP1 segment.
    init(ofJPEG bytes: [UInt8]) {
        var offset = 2
        while offset + 4 <= bytes.count, bytes[offset] == 0xFF {
            let marker = bytes[offset + 1]
            let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
            // Start of scan: the headers are over.
            guard marker != 0xDA, length >= 2, offset + 2 + length <= bytes.count else { break }
            let body = bytes[offset + 4..<offset + 2 + length]
            if marker == 0xE1, body.starts(with: Array("Exif\0\0".utf8)) {
                self.init(inTIFF: body.dropFirst(6))
                return
            }
            offset += 2 + length
        }
        self.init(1)
    }

    /// Finds the orientation in a PNG's eXIf chunk.
    init(ofPNG bytes: [UInt8]) {
        var offset = 8
        while offset + 12 <= bytes.count {
            let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard length <= bytes.count - offset - 12 else { break }
            if bytes[offset + 4..<offset + 8].elementsEqual("eXIf".utf8) {
                self.init(inTIFF: bytes[offset + 8..<offset + 8 + length])
                return
            }
            offset += 12 + length
        }
        self.init(1)
    }

    /// Finds tag 0x0112 in the first directory of a TIFF block (EXIF 2.3, section 4.6).
    private init(inTIFF tiff: ArraySlice<UInt8>) {
        let bytes = Array(tiff)
        let isLittle = bytes.starts(with: Array("II".utf8))
        func number(_ at: Int, _ size: Int) -> Int? {
            guard at >= 0, at <= bytes.count - size else { return nil }
            let part = bytes[at..<at + size]
            return isLittle
                ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
        }
        guard let directory = number(4, 4), let entries = number(directory, 2) else {
            self.init(1)
            return
        }
        for entry in 0..<entries {
            let at = directory + 2 + entry * 12
            guard let tag = number(at, 2) else { break }
            if tag == 0x0112, let value = number(at + 8, 2) {
                self.init(value)
                return
            }
        }
        self.init(1)
    }

    /// Returns the frame turned upright.
    func applied(to frame: Frame) -> Frame {
        guard value > 1 else { return frame }
        let (width, height) = (frame.width, frame.height)
        let turns = value >= 5
        let outWidth = turns ? height : width
        let outHeight = turns ? width : height
        var pixels = [UInt8](repeating: 0, count: frame.pixels.count)
        for y in 0..<outHeight {
            for x in 0..<outWidth {
                let (sx, sy) =
                    switch value {
                    case 2: (width - 1 - x, y)
                    case 3: (width - 1 - x, height - 1 - y)
                    case 4: (x, height - 1 - y)
                    case 5: (y, x)
                    case 6: (y, height - 1 - x)
                    case 7: (width - 1 - y, height - 1 - x)
                    default: (width - 1 - y, x)
                    }
                let source = (sy * width + sx) * 3
                let target = (y * outWidth + x) * 3
                for c in 0..<3 { pixels[target + c] = frame.pixels[source + c] }
            }
        }
        return Frame(
            pixels: pixels,
            width: outWidth,
            height: outHeight,
            sequence: frame.sequence,
            capturedAt: frame.capturedAt
        )
    }
}
