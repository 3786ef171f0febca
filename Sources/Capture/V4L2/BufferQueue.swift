import CV4L2
import FaceTypes
import Glibc
import Synchronization

/// The driver's buffers, mapped; owns the mappings.
@safe final class BufferQueue: Sendable {
    // Kept, so that the device is closed only after its buffers are given back.
    private let device: OpenDevice
    private let mappings: [Mapping]
    /// What went wrong when a buffer was given back, which happens where nobody can be told.
    private let failure = Mutex<CaptureError?>(nil)

    /// One buffer's memory.
    @safe private struct Mapping: Sendable {
        // Sendable because only the owner of a filled buffer reads it, and only the driver writes it.
        nonisolated(unsafe) let start: UnsafeMutableRawPointer
        let length: Int
    }

    /// How many buffers are asked for: one that is looked at, one that waits for it, and two for the driver.
    private static let wanted: UInt32 = 4

    /// Maps the buffers, gives them to the driver, and starts it.
    ///
    /// - Throws: `CaptureError` that names the call that failed; all is undone then.
    init(_ device: OpenDevice) throws(CaptureError) {
        self.device = device
        let calls = device.calls
        var request = v4l2_requestbuffers()
        request.count = Self.wanted
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try device.checked("REQBUFS") { calls.requestBuffers(device.number, &request) }
        guard request.count > 0 else {
            throw .damaged(device.path, problem: "the driver gave no buffers; is it out of memory?")
        }
        var mappings: [Mapping] = []
        do throws(CaptureError) {
            for index in 0..<min(request.count, UInt32(VIDEO_MAX_FRAME)) {
                var buffer = unsafe Self.buffer(index)
                try device.checked("QUERYBUF") { unsafe calls.queryBuffer(device.number, &buffer) }
                let length = unsafe Int(buffer.length)
                guard let start = unsafe calls.map(device.number, length, Int64(buffer.m.offset)) else {
                    throw CaptureError("mmap", on: device.path, errno: errno)
                }
                unsafe mappings.append(Mapping(start: start, length: length))
                try Self.queue(index, on: device)
            }
            try device.checked("STREAMON") { calls.streamOn(device.number) }
        } catch {
            Self.release(mappings, of: device)
            throw error
        }
        self.mappings = mappings
    }

    deinit { Self.release(mappings, of: device) }

    /// How many buffers there are.
    var count: Int { mappings.count }

    /// Takes a filled buffer from the driver; nil while there is none.
    ///
    /// - Throws: `CaptureError`: the device is gone or broken.
    func take() throws(CaptureError) -> FilledBuffer? {
        if let failure = failure.withLock(\.self) { throw failure }
        var buffer = unsafe Self.buffer(0)
        do throws(CaptureError) {
            try device.checked("DQBUF") { unsafe device.calls.dequeueBuffer(device.number, &buffer) }
        } catch {
            guard case .device(_, _, EAGAIN) = error else { throw error }
            return nil
        }
        let index = unsafe Int(buffer.index)
        guard index < mappings.count else {
            throw .damaged(device.path, problem: "the driver returned buffer \(index), which does not exist")
        }
        let flags = unsafe buffer.flags
        let isMonotonic = flags & cv4l2_flag_timestamp_mask == cv4l2_flag_timestamp_monotonic
        let time =
            unsafe Int64(buffer.timestamp.tv_sec) * 1_000_000_000 + Int64(buffer.timestamp.tv_usec) * 1000
        return unsafe FilledBuffer(
            queue: self,
            index: index,
            count: min(Int(buffer.bytesused), mappings[index].length),
            sequence: buffer.sequence,
            isBroken: flags & cv4l2_flag_error != 0,
            time: isMonotonic ? Instant(nanoseconds: time) : nil
        )
    }

    /// Lets somebody read a filled buffer.
    fileprivate func withBytes<Result>(
        _ index: Int,
        count: Int,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: mappings[index].start, count: count))
    }

    /// Gives a buffer back to the driver.
    fileprivate func give(_ index: Int) {
        do throws(CaptureError) {
            try Self.queue(UInt32(index), on: device)
        } catch {
            failure.withLock { $0 = $0 ?? error }
        }
    }

    private static func queue(_ index: UInt32, on device: OpenDevice) throws(CaptureError) {
        var buffer = unsafe Self.buffer(index)
        try device.checked("QBUF") { unsafe device.calls.queueBuffer(device.number, &buffer) }
    }

    private static func release(_ mappings: [Mapping], of device: OpenDevice) {
        _ = device.calls.streamOff(device.number)
        for mapping in mappings { unsafe device.calls.unmap(mapping.start, mapping.length) }
    }

    private static func buffer(_ index: UInt32) -> v4l2_buffer {
        var buffer = unsafe v4l2_buffer()
        unsafe buffer.index = index
        unsafe buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return unsafe buffer
    }
}

/// A buffer that the driver filled; goes back to the driver when nobody has it any more.
final class FilledBuffer: Sendable {
    private let queue: BufferQueue
    private let index: Int
    /// How many bytes the driver wrote.
    let count: Int
    /// The driver's number of the frame.
    let sequence: UInt32
    /// Whether the driver says that the picture is not whole.
    let isBroken: Bool
    /// When it was taken; nil where the driver's clock is not the monotonic one.
    let time: Instant?

    fileprivate init(
        queue: BufferQueue,
        index: Int,
        count: Int,
        sequence: UInt32,
        isBroken: Bool,
        time: Instant?
    ) {
        (self.queue, self.index, self.count, self.sequence) = (queue, index, count, sequence)
        (self.isBroken, self.time) = (isBroken, time)
    }

    deinit { queue.give(index) }

    /// Lets somebody read what the driver wrote.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe queue.withBytes(index, count: count, body)
    }
}
