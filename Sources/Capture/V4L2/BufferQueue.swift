import CV4L2
import Glibc

/// The driver's buffers, mapped; owns the mappings.
@safe final class BufferQueue {
    // Kept, so that the device is closed only after its buffers are given back.
    private let device: OpenDevice
    private let descriptor: Int32
    private let path: String
    private let calls: Calls
    private var mappings: [Mapping] = []

    /// One buffer's memory.
    @safe private struct Mapping {
        let start: UnsafeMutableRawPointer
        let length: Int
    }

    /// How many buffers are asked for: enough that the driver never waits while one is copied.
    private static let wanted: UInt32 = 4

    init(_ device: OpenDevice) throws(CaptureError) {
        self.device = device
        descriptor = device.number
        path = device.path
        calls = device.calls
        var request = v4l2_requestbuffers()
        request.count = Self.wanted
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        try calls.checked("REQBUFS", on: path) { calls.requestBuffers(descriptor, &request) }
        for index in 0..<request.count {
            var buffer = unsafe Self.buffer(index)
            try calls.checked("QUERYBUF", on: path) { unsafe calls.queryBuffer(descriptor, &buffer) }
            let length = unsafe Int(buffer.length)
            guard let start = unsafe calls.map(descriptor, length, Int64(buffer.m.offset)) else {
                throw .call("mmap", on: path, errno: errno)
            }
            unsafe mappings.append(Mapping(start: start, length: length))
            try queue(index)
        }
        try calls.checked("STREAMON", on: path) { calls.streamOn(descriptor) }
    }

    deinit {
        _ = calls.streamOff(descriptor)
        for mapping in mappings { unsafe calls.unmap(mapping.start, mapping.length) }
    }

    /// One filled buffer.
    struct Filled {
        let bytes: [UInt8]
        let sequence: UInt32
        let flags: UInt32
        /// The driver's time stamp, in nanoseconds.
        let nanoseconds: Int64
    }

    /// Takes a filled buffer, copies it, and gives it back at once; nil while there is none.
    func take(count: Int) throws(CaptureError) -> Filled? {
        var buffer = unsafe Self.buffer(0)
        do throws(CaptureError) {
            try calls.checked("DQBUF", on: path) { unsafe calls.dequeueBuffer(descriptor, &buffer) }
        } catch {
            guard case .call(_, _, EAGAIN) = error else { throw error }
            return nil
        }
        let index = unsafe Int(buffer.index)
        guard index < mappings.count else {
            throw .damaged(path, problem: "the driver returned buffer \(index), which does not exist")
        }
        let mapping = mappings[index]
        let used = unsafe min(Int(buffer.bytesused), mapping.length, count)
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: mapping.start, count: used))
        let filled = unsafe Filled(
            bytes: bytes,
            sequence: buffer.sequence,
            flags: buffer.flags,
            nanoseconds: Int64(buffer.timestamp.tv_sec) * 1_000_000_000 + Int64(buffer.timestamp.tv_usec)
                * 1000
        )
        try queue(UInt32(index))
        return filled
    }

    private func queue(_ index: UInt32) throws(CaptureError) {
        var buffer = unsafe Self.buffer(index)
        try calls.checked("QBUF", on: path) { unsafe calls.queueBuffer(descriptor, &buffer) }
    }

    private static func buffer(_ index: UInt32) -> v4l2_buffer {
        var buffer = unsafe v4l2_buffer()
        unsafe buffer.index = index
        unsafe buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return unsafe buffer
    }
}
