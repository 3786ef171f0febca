import FaceTypes

/// Writes RGB pictures as frames of a YUV4MPEG2 stream: 4:2:0, full range, BT.601, as JPEG has them.
struct Y4MEncoder {
    let width: Int
    let height: Int

    /// The first line.
    ///
    /// - Parameter rate: frames a second.
    /// - Returns: the line, with its end.
    func header(rate: Int) -> [UInt8] {
        [UInt8]("YUV4MPEG2 W\(width) H\(height) F\(rate):1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\n".utf8)
    }

    /// A picture of that size as a frame; the color of four pixels is their mean.
    func frame(_ picture: Frame) -> [UInt8] {
        precondition((picture.width, picture.height) == (width, height), "a frame of another size")
        let (across, down) = ((width + 1) / 2, (height + 1) / 2)
        var bytes = [UInt8]("FRAME\n".utf8)
        bytes.reserveCapacity(bytes.count + width * height + 2 * across * down)
        let pixels = picture.pixels.span
        for index in 0..<width * height {
            let (r, g, b) = (Int(pixels[3 * index]), Int(pixels[3 * index + 1]), Int(pixels[3 * index + 2]))
            // ITU-R BT.601, in 1/65536.
            bytes.append(UInt8((19595 * r + 38470 * g + 7471 * b + 32768) >> 16))
        }
        var red: [UInt8] = []
        red.reserveCapacity(across * down)
        for y in 0..<down {
            for x in 0..<across {
                var (r, g, b) = (0, 0, 0)
                // At an odd edge the last pixel counts twice.
                for row in [2 * y, min(2 * y + 1, height - 1)] {
                    for column in [2 * x, min(2 * x + 1, width - 1)] {
                        let first = (row * width + column) * 3
                        r += Int(pixels[first])
                        g += Int(pixels[first + 1])
                        b += Int(pixels[first + 2])
                    }
                }
                bytes.append(Self.chroma(-11059 * r - 21709 * g + 32768 * b))
                red.append(Self.chroma(32768 * r - 27439 * g - 5329 * b))
            }
        }
        return bytes + red
    }

    /// A color difference of four pixels, in 1/65536, around 128.
    private static func chroma(_ sum: Int) -> UInt8 { UInt8(max(0, min(255, (sum >> 18) + 128))) }
}
