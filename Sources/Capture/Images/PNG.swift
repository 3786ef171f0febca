import CPNG
public import FaceTypes

/// Decodes and encodes PNG through libpng's simplified interface: palettes, alpha, 16 bits and interlacing
/// included.
public enum PNG {
    /// Decodes to RGB; what is transparent stands on white.
    static func decode(_ bytes: [UInt8], name: String) throws(CaptureError) -> Frame {
        var image = unsafe png_image()
        unsafe image.version = cpng_image_version
        defer { unsafe png_image_free(&image) }
        // libpng keeps the pointer until the picture is finished.
        let result: Result<Frame, CaptureError> = unsafe bytes.withUnsafeBytes { buffer in
            guard unsafe png_image_begin_read_from_memory(&image, buffer.baseAddress, buffer.count) != 0
            else {
                return .failure(unsafe failure(&image, name))
            }
            let width = unsafe Int(image.width)
            let height = unsafe Int(image.height)
            do throws(CaptureError) { try Picture.checkSize(width, height, name: name) } catch {
                return .failure(error)
            }
            let hasAlpha = unsafe image.format & cpng_format_flag_alpha != 0
            unsafe image.format = hasAlpha ? cpng_format_rgba : cpng_format_rgb
            // Sixteen-bit pictures are as bright as they look, not linear.
            unsafe image.flags |= cpng_flag_16bit_srgb
            var pixels = [UInt8](repeating: 0, count: width * height * (hasAlpha ? 4 : 3))
            guard unsafe png_image_finish_read(&image, nil, &pixels, 0, nil) != 0 else {
                return .failure(unsafe failure(&image, name))
            }
            return .success(
                Frame(pixels: hasAlpha ? Picture.onWhite(pixels) : pixels, width: width, height: height)
            )
        }
        return try result.get()
    }

    /// Encodes a frame without loss.
    ///
    /// - Throws: `CaptureError.unsupported` where libpng can't, as without memory.
    public static func encode(_ frame: Frame) throws(CaptureError) -> [UInt8] {
        var image = unsafe png_image()
        unsafe image.version = cpng_image_version
        unsafe image.width = UInt32(frame.width)
        unsafe image.height = UInt32(frame.height)
        unsafe image.format = cpng_format_rgb
        defer { unsafe png_image_free(&image) }
        var size = 0
        guard unsafe png_image_write_to_memory(&image, nil, &size, 0, frame.pixels, 0, nil) != 0 else {
            throw unsafe notWritten(&image)
        }
        var bytes = [UInt8](repeating: 0, count: size)
        guard unsafe png_image_write_to_memory(&image, &bytes, &size, 0, frame.pixels, 0, nil) != 0 else {
            throw unsafe notWritten(&image)
        }
        return Array(bytes.prefix(size))
    }

    private static func failure(_ image: inout png_image, _ name: String) -> CaptureError {
        unsafe .damaged(name, problem: "is a damaged PNG picture: \(message(&image))")
    }

    private static func notWritten(_ image: inout png_image) -> CaptureError {
        unsafe .unsupported("the picture", problem: "can't be written as PNG: \(message(&image))")
    }

    private static func message(_ image: inout png_image) -> String {
        unsafe withUnsafeBytes(of: image.message) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
