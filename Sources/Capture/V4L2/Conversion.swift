import CV4L2
package import Kernels

/// Pictures of one format and size to RGB, by our own code and by libv4l2's, for comparing the two.
package struct Conversion {
    private let grant: Grant
    private let converter: LibV4LConverter
    private let jpeg: JPEGFrameDecoder?
    private let layout: PictureBytes.Layout?

    /// Prepares both.
    ///
    /// - Throws: `CaptureError` where libv4l2's conversion can't start.
    package init(_ format: PixelFormat, _ size: FrameSize) throws(CaptureError) {
        guard let converter = LibV4LConverter(descriptor: -1) else {
            throw .unsupported("libv4l2", problem: "its conversion can't start")
        }
        var pixels = v4l2_pix_format()
        (pixels.width, pixels.height) = (UInt32(size.width), UInt32(size.height))
        pixels.pixelformat = format.code
        grant = try Grant(pixels, rate: nil, on: "a picture")
        self.converter = converter
        jpeg = format.isJPEG ? JPEGFrameDecoder() : nil
        layout =
            switch format {
            case .rgb24: .rgb
            case .yuyv: .yuyv
            case .nv12: .nv12
            default: nil
            }
    }

    /// What to call it, as `640x480 YUYV`.
    package var name: String { "\(grant.mode.size) \(grant.mode.format)" }
    /// How many bytes a picture has; 0 where that differs from picture to picture.
    package var byteCount: Int { grant.wholeBytes ?? 0 }
    /// How many bytes it has as RGB.
    package var rgbCount: Int { grant.mode.size.width * grant.mode.size.height * 3 }

    /// Converts with libv4l2.
    package func convertByLibrary(_ bytes: [UInt8], into rgb: inout [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe rgb.withUnsafeMutableBufferPointer { _ = unsafe converter.convert(bytes, grant, into: $0) }
        }
    }

    /// Converts with our own code.
    package func convert(_ bytes: [UInt8], into rgb: inout [UInt8]) {
        unsafe rgb.withUnsafeMutableBufferPointer { pixels in
            guard let jpeg else {
                return withPicture(bytes) { unsafe KernelSet.current.rgb($0, into: pixels) }
            }
            let size = grant.mode.size
            unsafe bytes.withUnsafeBytes { bytes in
                _ = unsafe jpeg.decode(bytes, width: size.width, height: size.height, into: pixels)
            }
        }
    }

    /// Lends a picture as the kernels read it.
    package func withPicture(_ bytes: [UInt8], _ body: (borrowing PictureBytes) -> Void) {
        guard let layout else { return }
        let size = grant.mode.size
        unsafe bytes.withUnsafeBytes { bytes in
            let picture = unsafe PictureBytes(
                layout,
                width: size.width,
                height: size.height,
                bytesPerLine: grant.bytesPerLine,
                bytes
            )
            guard let picture else { preconditionFailure("\(bytes.count) bytes for \(size)") }
            body(picture)
        }
    }
}
