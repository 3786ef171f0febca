import CV4L2

/// Converts one picture after the other from a camera's format to RGB.
protocol FrameConverter: AnyObject {
    /// Whether it does more than that: turning the pictures of a camera that was built in upside down.
    var isProcessing: Bool { get }

    /// Converts a picture.
    ///
    /// - Parameters:
    ///   - input: what the driver wrote.
    ///   - source: its format.
    ///   - output: room for `[height][width][3]` bytes.
    /// - Returns: whether all of `output` was written.
    func convert(
        _ input: UnsafeRawBufferPointer,
        _ source: Grant,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool
}

/// libv4l2's conversion.
@safe final class LibV4LConverter: FrameConverter {
    private let state: OpaquePointer

    /// Starts it for an open device; nil where that fails.
    init?(descriptor: Int32) {
        guard let state = unsafe cv4l2_converter(descriptor) else { return nil }
        unsafe self.state = state
    }

    deinit { unsafe v4lconvert_destroy(state) }

    // It then takes only formats that it can process.
    var isProcessing: Bool { unsafe v4lconvert_supported_dst_fmt_only(state) != 0 }

    func convert(
        _ input: UnsafeRawBufferPointer,
        _ source: Grant,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        guard let start = input.baseAddress else { return false }
        let mode = source.mode
        var from = unsafe Self.format(mode.format, mode.size, bytesPerLine: source.bytesPerLine, input.count)
        var to = unsafe Self.format(.rgb24, mode.size, bytesPerLine: mode.size.width * 3, output.count)
        let written = unsafe v4lconvert_convert(
            state,
            &from,
            &to,
            // It only reads its source, whatever its type says.
            UnsafeMutablePointer(mutating: start.assumingMemoryBound(to: UInt8.self)),
            Int32(clamping: input.count),
            output.baseAddress,
            Int32(clamping: output.count)
        )
        return Int(written) == output.count
    }

    private static func format(_ pixels: PixelFormat, _ size: FrameSize, bytesPerLine: Int, _ count: Int)
        -> v4l2_format
    {
        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe format.fmt.pix.width = UInt32(size.width)
        unsafe format.fmt.pix.height = UInt32(size.height)
        unsafe format.fmt.pix.pixelformat = pixels.code
        unsafe format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        unsafe format.fmt.pix.bytesperline = UInt32(bytesPerLine)
        unsafe format.fmt.pix.sizeimage = UInt32(clamping: count)
        return unsafe format
    }
}
