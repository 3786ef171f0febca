import CHEIF
import FaceTypes

/// Decodes HEIC and AVIF through libheif, which turns the picture as the file says.
enum HEIF {
    /// Decodes to RGB; what is transparent stands on white.
    static func decode(_ bytes: [UInt8], name: String) throws(CaptureError) -> Frame {
        guard let context = unsafe heif_context_alloc() else {
            throw .damaged(name, problem: "the HEIF decoder can't start: out of memory")
        }
        defer { unsafe heif_context_free(context) }
        // libheif keeps the pointer as long as the context.
        let result: Result<Frame, CaptureError> = unsafe bytes.withUnsafeBytes { buffer in
            do throws(CaptureError) {
                try unsafe check(
                    heif_context_read_from_memory_without_copy(
                        context,
                        buffer.baseAddress,
                        buffer.count,
                        nil
                    ),
                    name
                )
                return .success(try unsafe decode(context, name))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func decode(_ context: OpaquePointer, _ name: String) throws(CaptureError) -> Frame {
        var handle: OpaquePointer?
        try unsafe check(heif_context_get_primary_image_handle(context, &handle), name)
        defer { unsafe heif_image_handle_release(handle) }
        try Picture.checkSize(
            unsafe Int(heif_image_handle_get_width(handle)),
            unsafe Int(heif_image_handle_get_height(handle)),
            name: name
        )
        let hasAlpha = unsafe heif_image_handle_has_alpha_channel(handle) != 0
        let options = unsafe heif_decoding_options_alloc()
        defer { unsafe heif_decoding_options_free(options) }
        unsafe options?.pointee.convert_hdr_to_8bit = 1
        let chroma = hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB
        var image: OpaquePointer?
        try unsafe check(heif_decode_image(handle, &image, heif_colorspace_RGB, chroma, options), name)
        defer { unsafe heif_image_release(image) }
        let width = unsafe Int(heif_image_get_primary_width(image))
        let height = unsafe Int(heif_image_get_primary_height(image))
        try Picture.checkSize(width, height, name: name)
        var stride: Int32 = 0
        guard let plane = unsafe heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride)
        else {
            throw .damaged(name, problem: "is a damaged HEIF picture: it has no pixels")
        }
        let channels = hasAlpha ? 4 : 3
        guard Int(stride) >= width * channels else {
            throw .damaged(name, problem: "is a damaged HEIF picture: its lines are too short")
        }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * height * channels)
        for row in 0..<height {
            unsafe pixels += UnsafeBufferPointer(start: plane + row * Int(stride), count: width * channels)
        }
        return Frame(pixels: hasAlpha ? Picture.onWhite(pixels) : pixels, width: width, height: height)
    }

    private static func check(_ error: heif_error, _ name: String) throws(CaptureError) {
        guard unsafe error.code != heif_error_Ok else { return }
        let message = unsafe error.message.map { unsafe String(cString: $0) } ?? ""
        throw .damaged(name, problem: "is a HEIC or AVIF picture that can't be read: \(message)")
    }
}
