import CTurboJPEG

/// Decodes the JPEG pictures of a camera, one after the other, with one decoder.
///
/// Pictures may lack their Huffman tables, as Motion JPEG does; TurboJPEG then takes the standard ones.
@safe final class JPEGFrameDecoder {
    private let handle: tjhandle

    /// Makes a decoder; nil where there is no memory for one.
    init?() {
        guard let handle = unsafe tjInitDecompress() else { return nil }
        unsafe self.handle = handle
    }

    deinit { unsafe _ = tjDestroy(handle) }

    /// Decodes a picture of a known size into `[height][width][3]` bytes of RGB.
    ///
    /// - Parameters:
    ///   - bytes: the picture, perhaps with padding behind it.
    ///   - width: in pixels.
    ///   - height: in pixels.
    ///   - pixels: room for `width * height * 3` bytes.
    /// - Returns: whether the picture is whole: a cut or torn one is not.
    func decode(
        _ bytes: UnsafeRawBufferPointer,
        width: Int,
        height: Int,
        into pixels: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        precondition(
            pixels.count >= width * height * 3,
            "\(pixels.count) bytes for \(width)x\(height) pixels"
        )
        let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        var (declaredWidth, declaredHeight, subsampling, colorSpace) = (
            Int32(0), Int32(0), Int32(0), Int32(0)
        )
        let header = unsafe tjDecompressHeader3(
            handle,
            start,
            UInt(bytes.count),
            &declaredWidth,
            &declaredHeight,
            &subsampling,
            &colorSpace
        )
        guard unsafe JPEGDamage(handle, status: header).isHarmless, declaredWidth == Int32(width),
            declaredHeight == Int32(height),
            colorSpace == TJCS_YCbCr.rawValue || colorSpace == TJCS_GRAY.rawValue
                || colorSpace == TJCS_RGB.rawValue
        else { return false }
        let status = unsafe tjDecompress2(
            handle,
            start,
            UInt(bytes.count),
            pixels.baseAddress,
            declaredWidth,
            0,
            declaredHeight,
            TJPF_RGB.rawValue,
            TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
        )
        return unsafe JPEGDamage(handle, status: status).isHarmless
    }
}
