import CV4L2
import Files
import Glibc

/// The libv4l2 calls that a camera makes, replaceable by a script in tests.
@safe struct Calls: Sendable {
    var open: @Sendable (_ path: String, _ flags: Int32) -> Int32
    var close: @Sendable (_ descriptor: Int32) -> Int32
    var queryCapability: @Sendable (Int32, inout v4l2_capability) -> Int32
    var enumerateFormat: @Sendable (Int32, inout v4l2_fmtdesc) -> Int32
    var enumerateFrameSize: @Sendable (Int32, inout v4l2_frmsizeenum) -> Int32
    var enumerateFrameInterval: @Sendable (Int32, inout v4l2_frmivalenum) -> Int32
    var setFormat: @Sendable (Int32, inout v4l2_format) -> Int32
    var getFormat: @Sendable (Int32, inout v4l2_format) -> Int32
    var setParameters: @Sendable (Int32, inout v4l2_streamparm) -> Int32
    var requestBuffers: @Sendable (Int32, inout v4l2_requestbuffers) -> Int32
    var queryBuffer: @Sendable (Int32, inout v4l2_buffer) -> Int32
    var queueBuffer: @Sendable (Int32, inout v4l2_buffer) -> Int32
    var dequeueBuffer: @Sendable (Int32, inout v4l2_buffer) -> Int32
    var streamOn: @Sendable (Int32) -> Int32
    var streamOff: @Sendable (Int32) -> Int32
    var subscribeEvent: @Sendable (Int32, inout v4l2_event_subscription) -> Int32
    var dequeueEvent: @Sendable (Int32, inout v4l2_event) -> Int32
    var queryControl: @Sendable (Int32, inout v4l2_queryctrl) -> Int32
    var queryMenu: @Sendable (Int32, inout v4l2_querymenu) -> Int32
    var getControl: @Sendable (Int32, inout v4l2_control) -> Int32
    var setControl: @Sendable (Int32, inout v4l2_control) -> Int32
    /// Maps a buffer; nil with `errno` set on failure.
    var map: @Sendable (_ descriptor: Int32, _ length: Int, _ offset: Int64) -> UnsafeMutableRawPointer?
    var unmap: @Sendable (UnsafeMutableRawPointer, _ length: Int) -> Void
    /// Waits for a frame, an event or the stop signal, at most that many seconds: poll's `revents`, 0 when there was
    /// nothing, -1 on failure.
    var poll: @Sendable (_ descriptor: Int32, _ stop: StopSignal, _ seconds: Double) -> Int32
    /// libv4l2's conversion for a device; nil where it can't start.
    var converter: @Sendable (_ descriptor: Int32) -> (any FrameConverter)?

    /// The real library.
    static let libv4l2 = unsafe Calls(
        open: { unsafe cv4l2_open($0, $1) },
        close: { v4l2_close($0) },
        queryCapability: { unsafe cv4l2_querycap($0, &$1) },
        enumerateFormat: { unsafe cv4l2_enum_fmt($0, &$1) },
        enumerateFrameSize: { unsafe cv4l2_enum_framesizes($0, &$1) },
        enumerateFrameInterval: { unsafe cv4l2_enum_frameintervals($0, &$1) },
        setFormat: { unsafe cv4l2_s_fmt($0, &$1) },
        getFormat: { unsafe cv4l2_g_fmt($0, &$1) },
        setParameters: { unsafe cv4l2_s_parm($0, &$1) },
        requestBuffers: { unsafe cv4l2_reqbufs($0, &$1) },
        queryBuffer: { unsafe cv4l2_querybuf($0, &$1) },
        queueBuffer: { unsafe cv4l2_qbuf($0, &$1) },
        dequeueBuffer: { unsafe cv4l2_dqbuf($0, &$1) },
        streamOn: { cv4l2_streamon($0, V4L2_BUF_TYPE_VIDEO_CAPTURE) },
        streamOff: { cv4l2_streamoff($0, V4L2_BUF_TYPE_VIDEO_CAPTURE) },
        subscribeEvent: { unsafe cv4l2_subscribe_event($0, &$1) },
        dequeueEvent: { unsafe cv4l2_dqevent($0, &$1) },
        queryControl: { unsafe cv4l2_queryctrl($0, &$1) },
        queryMenu: { unsafe cv4l2_querymenu($0, &$1) },
        getControl: { unsafe cv4l2_g_ctrl($0, &$1) },
        setControl: { unsafe cv4l2_s_ctrl($0, &$1) },
        map: { descriptor, length, offset in
            let address = unsafe v4l2_mmap(
                nil,
                length,
                PROT_READ | PROT_WRITE,
                MAP_SHARED,
                descriptor,
                offset
            )
            return unsafe address == UnsafeMutableRawPointer(bitPattern: -1) ? nil : address
        },
        unmap: { unsafe _ = v4l2_munmap($0, $1) },
        poll: { $1.wait(for: $0, POLLIN | POLLPRI, $2) },
        converter: { LibV4LConverter(descriptor: $0) }
    )

    /// Runs a call again while a signal interrupts it, and turns -1 into an error.
    @discardableResult
    func checked(_ name: String, on path: String, _ call: () -> Int32) throws(CaptureError) -> Int32 {
        let (result, code) = Descriptor.uninterrupted(call)
        guard result >= 0 else { throw CaptureError(name, on: path, errno: code) }
        return result
    }

    /// Runs a call that a device need not know; false where it fails.
    func succeeds(_ call: () -> Int32) -> Bool {
        Descriptor.uninterrupted(call).result >= 0
    }
}
