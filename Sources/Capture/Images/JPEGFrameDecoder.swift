import CTurboJPEG
import Kernels

/// Decodes the JPEG pictures of a camera, one after the other, with one decoder.
///
/// Pictures may lack their Huffman tables, as Motion JPEG does; TurboJPEG then takes the standard ones.
@safe final class JPEGFrameDecoder {
    private let handle: tjhandle
    /// The last reduced picture's memory.
    private var reduced: [UInt8] = []

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
        guard unsafe isPicture(bytes, width: width, height: height) else { return false }
        let status = unsafe tjDecompress2(
            handle,
            bytes.bindMemory(to: UInt8.self).baseAddress,
            UInt(bytes.count),
            pixels.baseAddress,
            Int32(width),
            0,
            Int32(height),
            TJPF_RGB.rawValue,
            TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
        )
        return unsafe JPEGDamage(handle, status: status).isHarmless
    }

    /// Decodes a picture's brightness alone, in less than its size: most of the work is left out.
    ///
    /// - Parameters:
    ///   - bytes: the picture.
    ///   - width: in pixels.
    ///   - height: in pixels.
    ///   - most: into how many pixels each way one may be reduced; it is 1, 2, 4 or 8.
    ///   - body: gets the picture and the factor.
    /// - Returns: what `body` returned; nil where the picture is not whole.
    func withBrightness<Result>(
        _ bytes: UnsafeRawBufferPointer,
        width: Int,
        height: Int,
        reducedBy most: Int,
        _ body: (borrowing PictureBytes, _ factor: Int) -> Result
    ) -> Result? {
        guard unsafe isPicture(bytes, width: width, height: height) else { return nil }
        let factor = [8, 4, 2].first { $0 <= most } ?? 1
        // As TurboJPEG rounds its scaled sizes: up.
        let (ownWidth, ownHeight) = ((width + factor - 1) / factor, (height + factor - 1) / factor)
        if reduced.count < ownWidth * ownHeight {
            reduced = [UInt8](repeating: 0, count: ownWidth * ownHeight)
        }
        return unsafe reduced.withUnsafeMutableBytes { room -> Result? in
            let status = unsafe tjDecompress2(
                handle,
                bytes.bindMemory(to: UInt8.self).baseAddress,
                UInt(bytes.count),
                room.bindMemory(to: UInt8.self).baseAddress,
                Int32(ownWidth),
                0,
                Int32(ownHeight),
                TJPF_GRAY.rawValue,
                TJFLAG_FASTDCT | TJFLAG_LIMITSCANS
            )
            guard unsafe JPEGDamage(handle, status: status).isHarmless else { return nil }
            let picture = unsafe PictureBytes(
                .gray,
                width: ownWidth,
                height: ownHeight,
                bytesPerLine: ownWidth,
                UnsafeRawBufferPointer(room)
            )
            guard let picture else { return nil }
            return body(picture, factor)
        }
    }

    /// Whether something is a JPEG of a size, in colors that it may have.
    private func isPicture(_ bytes: UnsafeRawBufferPointer, width: Int, height: Int) -> Bool {
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
        return unsafe JPEGDamage(handle, status: header).isHarmless && declaredWidth == Int32(width)
            && declaredHeight == Int32(height)
            && (colorSpace == TJCS_YCbCr.rawValue || colorSpace == TJCS_GRAY.rawValue
                || colorSpace == TJCS_RGB.rawValue)
    }
}
