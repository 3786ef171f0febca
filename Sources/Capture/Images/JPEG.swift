import CTurboJPEG
import FaceTypes

/// Decodes JPEG through TurboJPEG: baseline and progressive, grey, YCbCr, CMYK.
enum JPEG {
    /// Decodes to RGB, without regard to orientation.
    static func decode(_ bytes: [UInt8], name: String) throws(CaptureError) -> Frame {
        guard let handle = unsafe tjInitDecompress() else {
            throw .damaged(name, problem: "the JPEG decoder can't start: out of memory")
        }
        defer { unsafe _ = tjDestroy(handle) }
        var width: Int32 = 0
        var height: Int32 = 0
        var subsampling: Int32 = 0
        var colorSpace: Int32 = 0
        let header = unsafe tjDecompressHeader3(
            handle,
            bytes,
            UInt(bytes.count),
            &width,
            &height,
            &subsampling,
            &colorSpace
        )
        guard header == 0 else { throw unsafe failure(handle, name) }
        try Picture.checkSize(Int(width), Int(height), name: name)

        let isCMYK = colorSpace == TJCS_CMYK.rawValue || colorSpace == TJCS_YCCK.rawValue
        let channels = isCMYK ? 4 : 3
        let format = isCMYK ? TJPF_CMYK : TJPF_RGB
        var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
        let status = unsafe tjDecompress2(
            handle,
            bytes,
            UInt(bytes.count),
            &pixels,
            width,
            0,
            height,
            format.rawValue,
            TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
        )
        if status != 0 {
            let error = unsafe failure(handle, name)
            // Warnings such as stray bytes between markers leave a whole picture; a cut file does not.
            let isCut = error.description.contains("Premature end")
            guard unsafe tjGetErrorCode(handle) == TJERR_WARNING.rawValue, !isCut else { throw error }
        }
        return Frame(pixels: isCMYK ? rgb(fromCMYK: pixels) : pixels, width: Int(width), height: Int(height))
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
