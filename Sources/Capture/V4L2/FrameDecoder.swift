import CV4L2
import FaceTypes
import Synchronization

/// Turns what a camera gives into RGB; one picture at a time.
@safe final class FrameDecoder: @unchecked Sendable {
    // Sendable because `lock` is held around every use of the converter and the JPEG decoder.

    private let lock = Mutex(())
    // Kept, because the converter asks it.
    private let device: OpenDevice
    private let converter: OpaquePointer
    private let grant: Grant
    private let jpeg: JPEGFrameDecoder?

    /// Makes a decoder for what a device granted.
    ///
    /// - Throws: `CaptureError` where libv4l2's conversion can't start.
    init(_ grant: Grant, device: OpenDevice) throws(CaptureError) {
        guard let converter = unsafe device.calls.converter(device.number) else {
            throw .damaged(device.path, problem: "libv4l2's conversion can't start; is the camera gone?")
        }
        self.device = device
        unsafe self.converter = converter
        self.grant = grant
        // libv4l2 knows cameras that were built in upside down, and then turns and processes their pictures.
        let isProcessed = unsafe v4lconvert_supported_dst_fmt_only(converter) != 0
        jpeg = grant.mode.format.isJPEG && !isProcessed ? JPEGFrameDecoder() : nil
    }

    deinit { unsafe v4lconvert_destroy(converter) }

    /// Decodes a buffer; nil where it is no whole picture.
    func frame(_ buffer: FilledBuffer, capturedAt time: Instant) -> Frame? {
        let size = grant.mode.size
        let count = size.width * size.height * 3
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { pixels, filled in
            let isWhole = lock.withLock { _ in
                unsafe buffer.withBytes { bytes in
                    guard let jpeg else { return unsafe convert(bytes, into: pixels) }
                    return unsafe jpeg.decode(bytes, width: size.width, height: size.height, into: pixels)
                }
            }
            filled = isWhole ? count : 0
        }
        guard pixels.count == count else { return nil }
        return Frame(
            pixels: pixels,
            width: size.width,
            height: size.height,
            sequence: UInt64(buffer.sequence),
            capturedAt: time
        )
    }

    private func convert(_ bytes: UnsafeRawBufferPointer, into pixels: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        let mode = grant.mode
        var source = unsafe Self.format(mode.format, mode.size, bytesPerLine: grant.bytesPerLine, bytes.count)
        var target = unsafe Self.format(.rgb24, mode.size, bytesPerLine: mode.size.width * 3, pixels.count)
        let written = unsafe v4lconvert_convert(
            converter,
            &source,
            &target,
            // It only reads its source, whatever its type says.
            UnsafeMutablePointer(mutating: start.assumingMemoryBound(to: UInt8.self)),
            Int32(bytes.count),
            pixels.baseAddress,
            Int32(pixels.count)
        )
        return Int(written) == pixels.count
    }

    private static func format(_ pixels: PixelFormat, _ size: FrameSize, bytesPerLine: Int, _ count: Int) -> v4l2_format {
        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe format.fmt.pix.width = UInt32(size.width)
        unsafe format.fmt.pix.height = UInt32(size.height)
        unsafe format.fmt.pix.pixelformat = pixels.code
        unsafe format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        unsafe format.fmt.pix.bytesperline = UInt32(bytesPerLine)
        unsafe format.fmt.pix.sizeimage = UInt32(count)
        return unsafe format
    }
}
