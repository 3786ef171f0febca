import CTurboJPEG
import FaceTypes

/// Decodes JPEG through TurboJPEG: baseline and progressive, gray, YCbCr, CMYK.
enum JPEG {
    /// Decodes to RGB, without regard to orientation.
    ///
    /// What libjpeg-turbo decodes with warnings only is a picture, as it is for other programs: stray bytes,
    /// wrong codes, a missing end.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - name: what to call it in errors.
    ///   - isFrame: whether it is one of many, of which torn ones are better refused; else one that ends too early gives the
    ///     rows above that are whole.
    /// - Returns: the picture; of over 100 megapixels at a half, a quarter or an eighth of its size.
    /// - Throws: `CaptureError.damaged` or `.tooLarge`.
    static func decode(_ bytes: [UInt8], name: String, isFrame: Bool = false) throws(CaptureError) -> Frame {
        guard let handle = unsafe tjInitDecompress() else {
            throw .damaged(name, problem: "the JPEG decoder can't start: out of memory")
        }
        defer { unsafe _ = tjDestroy(handle) }
        let header = try unsafe header(of: bytes, handle, name)
        let (width, height) = (header.width, header.height)
        let isCMYK = header.colorSpace == TJCS_CMYK.rawValue || header.colorSpace == TJCS_YCCK.rawValue
        let channels = isCMYK ? 4 : 3
        let format = isCMYK ? TJPF_CMYK : TJPF_RGB
        var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
        // Only the end may be missing: with one, what is whole decodes without a warning of it.
        let ended = bytes.suffix(2) == [0xFF, 0xD9] ? bytes : bytes + [0xFF, 0xD9]
        let status = unsafe tjDecompress2(
            handle,
            ended,
            UInt(ended.count),
            &pixels,
            width,
            0,
            height,
            format.rawValue,
            TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
        )
        var rows = Int(height)
        let damage = unsafe JPEGDamage(handle, status: status)
        guard damage != .unreadable, !isFrame || damage.isHarmless else { throw unsafe failure(handle, name) }
        if damage == .cutOff {
            rows = wholeRows(of: pixels, bytesPerRow: Int(width) * channels)
            guard rows > 0 else { throw .damaged(name, problem: "is cut off: 0 of \(height) rows are there") }
            pixels.removeLast((Int(height) - rows) * Int(width) * channels)
        }
        return Frame(pixels: isCMYK ? rgb(fromCMYK: pixels) : pixels, width: Int(width), height: rows)
    }

    /// Reads the size that a picture is decoded to, and its color space.
    private static func header(
        of bytes: [UInt8],
        _ handle: tjhandle,
        _ name: String
    ) throws(CaptureError) -> (width: Int32, height: Int32, colorSpace: Int32) {
        var width: Int32 = 0
        var height: Int32 = 0
        var subsampling: Int32 = 0
        var colorSpace: Int32 = 0
        let status = unsafe tjDecompressHeader3(
            handle,
            bytes,
            UInt(bytes.count),
            &width,
            &height,
            &subsampling,
            &colorSpace
        )
        let damage = unsafe JPEGDamage(handle, status: status)
        guard status == 0 || (damage != .unreadable && width > 0) else {
            throw unsafe failure(handle, name)
        }
        guard width > 0, height > 0 else {
            throw .damaged(name, problem: "is cut off before the picture begins")
        }
        try Picture.checkSize(Int(width), Int(height), name: name, limit: Picture.maximumReducedPixels)
        // libjpeg-turbo rounds up.
        var scale: Int32 = 1
        while Int((width + scale - 1) / scale) * Int((height + scale - 1) / scale) > Picture.maximumPixels {
            scale *= 2
        }
        return ((width + scale - 1) / scale, (height + scale - 1) / scale, colorSpace)
    }

    /// The rows of blocks are at most so many pixels high.
    private static let blockRows = 16

    /// How many rows of a picture that ended too early are whole: libjpeg-turbo makes what is missing gray.
    private static func wholeRows(of pixels: [UInt8], bytesPerRow: Int) -> Int {
        let rows = pixels.count / bytesPerRow
        var first = rows
        while first > 0, pixels[(first - 1) * bytesPerRow..<first * bytesPerRow].allSatisfy({ $0 == 128 }) {
            first -= 1
        }
        // The last row of blocks that is not gray may be so at its end.
        // Colors run over the edge of a block by one row, on both sides.
        return max(0, (first - 2) / blockRows * blockRows - 1)
    }

    private static func failure(_ handle: tjhandle, _ name: String) -> CaptureError {
        .damaged(
            name,
            problem: "is a damaged JPEG picture: \(unsafe String(cString: tjGetErrorStr2(handle)))"
        )
    }

    /// CMYK pictures come from Adobe programs, which store them inverted: 255 is no ink.
    private static func rgb(fromCMYK pixels: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(pixels.count / 4 * 3)
        for first in stride(from: 0, to: pixels.count, by: 4) {
            let black = Int(pixels[first + 3])
            for ink in 0..<3 { result.append(UInt8((Int(pixels[first + ink]) * black + 127) / 255)) }
        }
        return result
    }
}
