import CV4L2
import Glibc

/// An open camera that closes itself, when nothing that was made from it is left.
final class OpenDevice: Sendable {
    let number: Int32
    let path: String
    let calls: Calls
    /// What the driver calls it.
    let card: String
    /// The driver.
    let driver: String
    /// Where it is plugged in.
    let bus: String

    /// Opens a node.
    ///
    /// - Throws: `CaptureError` where that fails, and where the node is no camera.
    init(path: String, calls: Calls) throws(CaptureError) {
        let number = try calls.checked("open", on: path) {
            calls.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        }
        do throws(CaptureError) {
            var capability = v4l2_capability()
            try calls.checked("QUERYCAP", on: path) { calls.queryCapability(number, &capability) }
            // Old drivers have no capabilities of the node, but only of the whole device.
            let hasOwn = capability.capabilities & cv4l2_cap_device_caps != 0
            let capabilities = hasOwn ? capability.device_caps : capability.capabilities
            guard capabilities & cv4l2_cap_wanted == cv4l2_cap_wanted else {
                throw .unsupported(
                    path,
                    problem:
                        "can't capture and stream now: it is no camera, a camera's metadata node, or a loopback device that nobody writes to"
                )
            }
            card = DriverText.read(capability.card)
            driver = DriverText.read(capability.driver)
            bus = DriverText.read(capability.bus_info)
        } catch {
            _ = calls.close(number)
            throw error
        }
        (self.number, self.path, self.calls) = (number, path, calls)
    }

    deinit { _ = calls.close(number) }

    /// Runs a call again while a signal interrupts it, and turns -1 into an error that names call and device.
    func checked(_ name: String, _ call: () -> Int32) throws(CaptureError) {
        try calls.checked(name, on: path, call)
    }

    /// Asks for a mode, and returns what was granted.
    ///
    /// - Throws: `CaptureError` where the device is busy, or gives nothing that can be read.
    func negotiate(_ request: ModeRequest) throws(CaptureError) -> Grant {
        let list = FormatList(descriptor: number, calls: calls, request: request)
        let formats = list.formats { $0.isReadable && (request.format == nil || request.format == $0) }
        let wanted = try request.choose(among: formats, on: path)
        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe format.fmt.pix.width = UInt32((wanted?.size ?? request.wantedSize).width)
        unsafe format.fmt.pix.height = UInt32((wanted?.size ?? request.wantedSize).height)
        unsafe format.fmt.pix.pixelformat = (wanted?.format ?? request.format ?? .yuyv).code
        unsafe format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        try checked("S_FMT") { unsafe calls.setFormat(number, &format) }
        // The rate comes after the format, which may change it.
        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe parameters.parm.capture.timeperframe = Self.interval(of: wanted?.rate ?? request.wantedRate)
        // Not every driver can choose its rate; then it has one of its own.
        let hasRate = calls.succeeds { calls.setParameters(number, &parameters) }
        let rate = hasRate ? unsafe parameters.parm.capture.timeperframe.rate : nil
        let pixels = unsafe format.fmt.pix
        return try Grant(pixels, rate: rate, on: path)
    }

    /// What the format is now, which another program may have changed.
    func currentFormat() throws(CaptureError) -> v4l2_pix_format {
        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        try checked("G_FMT") { unsafe calls.getFormat(number, &format) }
        return unsafe format.fmt.pix
    }

    /// The interval between frames, in thousandths of a frame a second.
    private static func interval(of rate: Double) -> v4l2_fract {
        let thousandths = UInt32(min(max(rate, 0.001), 1_000_000) * 1000)
        return thousandths.isMultiple(of: 1000)
            ? v4l2_fract(numerator: 1, denominator: thousandths / 1000)
            : v4l2_fract(numerator: 1000, denominator: thousandths)
    }
}

/// What a driver granted, which need not be what it was asked for.
struct Grant: Hashable {
    let mode: CameraMode
    /// From one line of the first plane to the next.
    let bytesPerLine: Int
    /// A whole picture's bytes; nil where pictures are compressed.
    let wholeBytes: Int?

    /// Reads what `S_FMT` or `G_FMT` returned.
    ///
    /// - Throws: `CaptureError` for a format that can't be read, and sizes that can't be.
    init(_ pixels: v4l2_pix_format, rate: Double?, on path: String) throws(CaptureError) {
        let format = PixelFormat(code: pixels.pixelformat)
        let size = FrameSize(width: Int(pixels.width), height: Int(pixels.height))
        guard format.isReadable else {
            throw .unsupported(path, problem: "gives \(format), which facetop can't read")
        }
        try Picture.checkSize(size.width, size.height, name: path)
        let least = format.bytesPerPixel * size.width
        // Some drivers leave it out, which stands for no padding.
        bytesPerLine = pixels.bytesperline == 0 ? least : Int(pixels.bytesperline)
        guard bytesPerLine >= least, bytesPerLine <= least + 65536 else {
            throw .damaged(
                path,
                problem: "declares \(bytesPerLine) bytes a line of \(size.width) pixels in \(format)"
            )
        }
        mode = CameraMode(format: format, size: size, rate: rate)
        wholeBytes = format.bytes(bytesPerLine: bytesPerLine, height: size.height)
    }

    /// Whether a format is still this one.
    func matches(_ pixels: v4l2_pix_format) -> Bool {
        mode.format.code == pixels.pixelformat && mode.size.width == Int(pixels.width)
            && mode.size.height == Int(pixels.height)
            && (pixels.bytesperline == 0 || bytesPerLine == Int(pixels.bytesperline) || wholeBytes == nil)
    }
}
