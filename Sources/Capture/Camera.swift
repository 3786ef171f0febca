import CV4L2
public import FaceTypes
import Glibc

/// A V4L2 camera; libv4l2 converts whatever it gives to RGB.
public final class Camera: FrameSource {
    /// The size that is asked for, in pixels; the driver may give another.
    static let wantedSize: (width: UInt32, height: UInt32) = (640, 480)
    /// The rate that is asked for, in frames a second.
    static let wantedRate: UInt32 = 30
    /// After so many seconds without a frame the camera counts as silent.
    static let patience = 5

    /// What to call it.
    public let name: String
    /// How its frames hang together.
    public let kind = SourceKind.live
    /// Frames a second, where that is known.
    public let frameRate: Double? = Double(wantedRate)
    /// How many frames the source itself lost so far.
    public private(set) var lostFrames = 0

    private let device: OpenDevice
    private let queue: BufferQueue
    private let calls: Calls
    private let stop: StopSignal
    private let width: Int
    private let height: Int
    private var lastSequence: UInt32?

    /// Opens a device and starts it.
    ///
    /// - Throws: `CaptureError` where it can't be opened, is no camera, or gives no RGB even through libv4l2.
    public convenience init(path: String, stop: StopSignal) throws(CaptureError) {
        try self.init(path: path, stop: stop, calls: .libv4l2)
    }

    init(path: String, stop: StopSignal, calls: Calls) throws(CaptureError) {
        name = path
        self.stop = stop
        self.calls = calls
        device = try OpenDevice(path: path, calls: calls)
        let number = device.number

        var capability = v4l2_capability()
        try calls.checked("QUERYCAP", on: path) { calls.queryCapability(number, &capability) }
        guard capability.device_caps & cv4l2_cap_wanted == cv4l2_cap_wanted else {
            throw .unsupported(path, problem: "can't capture and stream: no camera, or its metadata node")
        }

        var format = unsafe v4l2_format()
        unsafe format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe format.fmt.pix.width = Self.wantedSize.width
        unsafe format.fmt.pix.height = Self.wantedSize.height
        unsafe format.fmt.pix.pixelformat = cv4l2_pix_fmt_rgb24
        unsafe format.fmt.pix.field = V4L2_FIELD_NONE.rawValue
        try calls.checked("S_FMT", on: path) { unsafe calls.setFormat(number, &format) }
        guard unsafe format.fmt.pix.pixelformat == cv4l2_pix_fmt_rgb24 else {
            throw .unsupported(path, problem: "gives no picture that libv4l2 can turn into RGB")
        }
        width = unsafe Int(format.fmt.pix.width)
        height = unsafe Int(format.fmt.pix.height)
        try Picture.checkSize(width, height, name: path)

        var parameters = v4l2_streamparm()
        parameters.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe parameters.parm.capture.timeperframe = v4l2_fract(numerator: 1, denominator: Self.wantedRate)
        // Not every driver can choose its rate; then it has one of its own.
        _ = calls.setParameters(number, &parameters)

        queue = try BufferQueue(device)
    }

    /// Returns the next frame, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        let start = Instant.now()
        while !stop.isGiven {
            let ready = calls.poll(device.number, 100)
            let code = errno
            if ready < 0, code != EINTR { throw .call("poll", on: name, errno: code) }
            if let frame = ready > 0 ? try newest() : nil { return frame }
            guard Instant.now().seconds(since: start) < Double(Self.patience) else {
                throw .silent(name, seconds: Self.patience)
            }
        }
        return nil
    }

    /// The newest of the waiting frames; older ones, broken and short ones are counted as lost.
    private func newest() throws(CaptureError) -> Frame? {
        var newest: Frame?
        while let filled = try queue.take(count: width * height * 3) {
            if let last = lastSequence {
                // Sequence numbers wrap; a camera that starts again begins at 0.
                let gap = filled.sequence &- last &- 1
                if gap < 1000 { lostFrames += Int(gap) }
            }
            lastSequence = filled.sequence
            guard filled.flags & cv4l2_flag_error == 0, filled.bytes.count == width * height * 3 else {
                lostFrames += 1
                continue
            }
            if newest != nil { lostFrames += 1 }
            let isMonotonic = filled.flags & cv4l2_flag_timestamp_mask == cv4l2_flag_timestamp_monotonic
            newest = Frame(
                pixels: filled.bytes,
                width: width,
                height: height,
                sequence: UInt64(filled.sequence),
                capturedAt: isMonotonic ? Instant(nanoseconds: filled.nanoseconds) : .now()
            )
        }
        return newest
    }
}
