import CV4L2
import Kernels
import Synchronization

/// Turns what a camera gives into RGB; one picture at a time.
final class FrameDecoder: @unchecked Sendable {
    // Sendable because `lock` is held around every use of the converter and the JPEG decoder.

    private let lock = Mutex(())
    // Kept, because the converter asks it.
    private let device: OpenDevice
    private let converter: any FrameConverter
    private let grant: Grant
    private let jpeg: JPEGFrameDecoder?
    /// How the kernels call the format; nil for what only libv4l2 converts.
    private let layout: PictureBytes.Layout?

    /// Makes a decoder for what a device granted.
    ///
    /// - Throws: `CaptureError` where libv4l2's conversion can't start.
    init(_ grant: Grant, device: OpenDevice) throws(CaptureError) {
        guard let converter = device.calls.converter(device.number) else {
            throw .damaged(device.path, problem: "libv4l2's conversion can't start; is the camera gone?")
        }
        (self.device, self.converter, self.grant) = (device, converter, grant)
        // libv4l2 shows a torn JPEG as if it were whole; TurboJPEG says so.
        jpeg = grant.mode.format.isJPEG && !converter.isProcessing ? JPEGFrameDecoder() : nil
        let isEven = grant.mode.size.width.isMultiple(of: 2)
        layout =
            switch grant.mode.format {
            case .rgb24 where !converter.isProcessing: .rgb
            case .yuyv where isEven && !converter.isProcessing: .yuyv
            case .nv12 where isEven && !converter.isProcessing: .nv12
            default: nil
            }
    }

    /// The pictures' size.
    var size: FrameSize { grant.mode.size }

    /// Decodes a buffer to `[height][width][3]` bytes of RGB; nil where it is no whole picture.
    func pixels(of buffer: FilledBuffer) -> [UInt8]? {
        let count = size.width * size.height * 3
        let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            let pixels = unsafe UnsafeMutableBufferPointer(rebasing: room[0..<count])
            let isWhole =
                unsafe withPicture(buffer) { picture in
                    unsafe KernelSet.current.rgb(picture, into: pixels)
                    return true
                } ?? decode(buffer, into: pixels)
            filled = isWhole ? count : 0
        }
        return pixels.count == count ? pixels : nil
    }

    /// Lends a picture that the kernels can read as it is; nil for one that must be decoded first.
    func withPicture<Result>(_ buffer: FilledBuffer, _ body: (borrowing PictureBytes) -> Result) -> Result? {
        guard let layout else { return nil }
        return unsafe buffer.withBytes { bytes -> Result? in
            let picture = unsafe PictureBytes(
                layout,
                width: size.width,
                height: size.height,
                bytesPerLine: grant.bytesPerLine,
                bytes
            )
            guard let picture else { return nil }
            return body(picture)
        }
    }

    /// Lends a picture to whoever only asks for its brightness; nil where it must be decoded first, or is broken.
    func withBrightness<Result>(
        _ buffer: FilledBuffer,
        reducedBy most: Int,
        _ body: (borrowing PictureBytes, _ factor: Int) -> Result
    ) -> Result? {
        guard let jpeg else { return withPicture(buffer) { body($0, 1) } }
        var result: Result?
        lock.withLock { _ in
            result = unsafe buffer.withBytes { bytes in
                unsafe jpeg.withBrightness(
                    bytes,
                    width: size.width,
                    height: size.height,
                    reducedBy: most,
                    body
                )
            }
        }
        return result
    }

    private func decode(_ buffer: FilledBuffer, into pixels: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        return lock.withLock { _ in
            unsafe buffer.withBytes { bytes in
                guard let jpeg else { return unsafe converter.convert(bytes, grant, into: pixels) }
                return unsafe jpeg.decode(bytes, width: size.width, height: size.height, into: pixels)
            }
        }
    }
}
