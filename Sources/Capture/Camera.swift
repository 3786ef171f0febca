import CV4L2
public import FaceTypes
import Files
import Glibc

/// A V4L2 camera.
public final class Camera: FrameSource {
    /// After so many seconds without a whole frame the camera counts as silent.
    static let patience = 5.0
    /// So many frames are not shown after the start: exposure and gain settle, and some cameras begin with
    /// rubbish.
    ///
    /// A slow camera's are not waited for longer than so many seconds.
    static let warmUp = (frames: 4, seconds: 0.5)
    /// A frame older than so many seconds is not shown, nor one older than two frames of a slower camera.
    static let maximumAge = 0.1
    /// How often is looked whether another program changed the format, in seconds.
    static let formatCheckInterval = 1.0

    /// What to call it.
    public let name: String
    /// Counts the frames that were lost.
    public var tally: FrameTally? { counter }
    /// What the driver granted.
    public var frameRate: Double? { grant.mode.rate }
    /// What the driver granted, as `640x480 YUYV 30/s`.
    public var mode: String? { grant.mode.description }
    /// Whether a picture of it was looked at and found whole.
    public var isProven: Bool { counter.hasWhole }
    /// The frames that were lost so far.
    public var losses: FrameLosses { counter.losses }

    private let device: OpenDevice
    private let grant: Grant
    private let queue: BufferQueue
    private let decoder: FrameDecoder
    private let counter: FrameTally
    private let stop: StopSignal
    private var framesToWarmUp = Camera.warmUp.frames
    private let started: Instant
    private var formatChecked: Instant
    private let clock: Clock
    private var driverClock = DriverClock()

    /// Opens a camera and starts it.
    ///
    /// - Parameters:
    ///   - request: which camera, and how it is to stream.
    ///   - stop: ends waiting for a frame.
    ///   - clock: tells the time.
    /// - Throws: `CaptureError` where it can't be opened, is no camera, or can't give what is asked for.
    public init(
        _ request: CameraRequest,
        stop: StopSignal,
        clock: Clock = .system
    ) throws(CaptureError) {
        self.stop = stop
        self.clock = clock
        counter = FrameTally(clock: clock)
        device = try request.choice.open()
        name = device.path
        grant = try device.negotiate(request.mode)
        try ControlList(device).apply(request.settings)
        decoder = try FrameDecoder(grant, device: device)
        // Not every driver knows events.
        var event = v4l2_event_subscription()
        event.type = cv4l2_event_source_change
        let (calls, number) = (device.calls, device.number)
        _ = calls.succeeds { calls.subscribeEvent(number, &event) }
        queue = try BufferQueue(device)
        started = clock.now
        formatChecked = started
        try checkFormat()
    }

    /// Returns the next frame that is whole, nil at the end.
    public func next() throws(CaptureError) -> Frame? {
        while let pending = try pending() {
            if pending.isCurrent(), let frame = pending.decoded() { return frame }
        }
        return nil
    }

    /// Returns the next frame, still in the driver's buffer; nil at the end.
    public func pending() throws(CaptureError) -> PendingFrame? {
        let start = clock.now
        while !stop.isGiven {
            let asked = clock.now
            let left = Self.patience - asked.seconds(since: start)
            guard left > 0 else { break }
            let (ready, code) = Descriptor.uninterrupted { device.calls.poll(device.number, stop, left) }
            guard ready >= 0 else { throw CaptureError("poll", on: name, errno: code) }
            let isFresh = clock.now.seconds(since: asked) > 0.005
            if ready > 0, ready & POLLPRI != 0 { try takeEvents() }
            if ready > 0, let frame = try newest(isFresh: isFresh) {
                // Frames that come but can't be decoded are as good as none.
                guard counter.secondsWithoutWhole < Self.patience else { break }
                if clock.now.seconds(since: formatChecked) > Self.formatCheckInterval {
                    try checkFormat()
                }
                return .buffered(frame)
            }
            if ready > 0, ready & (POLLERR | POLLHUP | POLLNVAL) != 0 {
                // The driver had nothing better to say.
                throw CaptureError("poll", on: name, errno: ready & POLLERR != 0 ? EIO : ENODEV)
            }
        }
        guard stop.isGiven else {
            throw .silent(name, seconds: Int(Self.patience), broken: counter.brokenInARow)
        }
        return nil
    }

    /// The newest of the waiting frames; older, broken and short ones go back to the driver, and are counted.
    private func newest(isFresh: Bool) throws(CaptureError) -> BufferedFrame? {
        var newest: FilledBuffer?
        // No more can have waited; a driver that is always ready would be read for ever.
        for _ in 0..<queue.count {
            guard let buffer = try queue.take() else { break }
            let isWarm = framesToWarmUp == 0 || clock.now.seconds(since: started) > Self.warmUp.seconds
            counter.note(sequence: buffer.sequence, isCounted: isWarm)
            guard !buffer.isBroken, buffer.count > 0, buffer.count >= grant.wholeBytes ?? 0 else {
                counter.noteDecoding(UInt64(buffer.sequence), isWhole: false)
                continue
            }
            guard isWarm else {
                framesToWarmUp -= 1
                continue
            }
            if let newest { counter.noteSkipped(UInt64(newest.sequence)) }
            newest = buffer
        }
        guard let newest else { return nil }
        let time = driverClock.time(of: newest, isFresh: isFresh, now: clock.now)
        let life = max(Self.maximumAge, 2 / (grant.mode.rate ?? ModeRequest.enoughRate))
        return BufferedFrame(
            newest,
            capturedAt: time,
            life: life,
            decoder: decoder,
            tally: counter,
            clock: clock
        )
    }

    private func takeEvents() throws(CaptureError) {
        var event = v4l2_event()
        var hasChanged = false
        while device.calls.succeeds({ device.calls.dequeueEvent(device.number, &event) }) {
            if event.type == cv4l2_event_source_change { hasChanged = true }
        }
        if hasChanged { throw .changed(name, from: grant.mode.description, to: nil) }
    }

    /// Notices that another program changed the format.
    private func checkFormat() throws(CaptureError) {
        formatChecked = clock.now
        let pixels = try device.currentFormat()
        guard grant.matches(pixels) else {
            let size = FrameSize(width: Int(pixels.width), height: Int(pixels.height))
            let format = PixelFormat(code: pixels.pixelformat)
            throw .changed(name, from: grant.mode.description, to: "\(size) \(format)")
        }
    }
}
