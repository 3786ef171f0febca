import FaceTypes
import Files
import Glibc

/// Reads a file descriptor in pieces of a wanted size, and stops waiting when told to.
final class DescriptorReader {
    private let descriptor: Int32
    private let name: String
    private let stop: StopSignal
    /// After how many seconds without a byte the other side counts as stalled; nil for never.
    var patience: Double?
    private var closes: Bool
    /// What was read beyond what was asked for.
    private var buffer: [UInt8] = []
    private var position = 0
    private var isClosed = false

    /// How long to wait before looking at the stop signal again, in milliseconds.
    private static let slice: Int32 = 100

    init(descriptor: Int32, name: String, closes: Bool, patience: Double? = nil, stop: StopSignal) {
        self.descriptor = descriptor
        self.name = name
        self.closes = closes
        self.patience = patience
        self.stop = stop
    }

    deinit { close() }

    /// Closes the descriptor, if it is this reader's; what is read then is at its end.
    func close() {
        guard closes else { return }
        closes = false
        Glibc.close(descriptor)
        isClosed = true
    }

    /// Opens a file.
    convenience init(path: String, stop: StopSignal) throws(CaptureError) {
        // Not blocking, because opening a pipe would wait for a writer, whatever the stop signal says.
        let descriptor = unsafe path.withFileSystemPath { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else {
            let code = errno
            throw code == ENOENT ? .notFound(path) : .call("open", on: path, errno: code)
        }
        self.init(descriptor: descriptor, name: path, closes: true, stop: stop)
    }

    /// Returns bytes up to a line end, without it; nil at the end of the stream.
    func line(limit: Int) throws(CaptureError) -> String? {
        var line: [UInt8] = []
        while true {
            if position == buffer.count, try !refill(1 << 16) {
                guard line.isEmpty else { throw .damaged(name, problem: "ends inside a header") }
                return nil
            }
            let byte = buffer[position]
            position += 1
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
            guard line.count <= limit else {
                throw .damaged(name, problem: "has a header line of over \(limit) bytes")
            }
        }
    }

    /// Looks at the first bytes without taking them; fewer where the stream is shorter.
    func peek(_ count: Int) throws(CaptureError) -> ArraySlice<UInt8> {
        while buffer.count - position < count, try refill(1 << 16, keeping: true) {}
        return buffer[position..<min(buffer.count, position + count)]
    }

    /// Returns bytes up to the first that `isEnd` says ends them, or to the end of the stream; nil where
    /// there are none.
    ///
    /// - Throws: `CaptureError.unsupported` where they are more than a limit.
    func read(limit: Int, until isEnd: (UInt8) -> Bool) throws(CaptureError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            if position == buffer.count, try !refill(1 << 16) { return bytes.isEmpty ? nil : bytes }
            let start = position
            var isOver = false
            while position < buffer.count, !isOver {
                isOver = isEnd(buffer[position])
                position += 1
            }
            bytes += buffer[start..<position]
            if isOver { return bytes }
            guard bytes.count <= limit else { throw .tooLong(name, limit: limit) }
        }
    }

    /// Fills an array; false where the stream ends before its first byte, or the stop signal is given.
    ///
    /// - Throws: `CaptureError.damaged` where the stream ends inside.
    func read(into bytes: inout [UInt8]) throws(CaptureError) -> Bool {
        var filled = 0
        while filled < bytes.count {
            if position == buffer.count, try !refill(max(1 << 16, min(bytes.count - filled, 1 << 22))) {
                guard filled > 0, !stop.isGiven else { return false }
                throw .damaged(name, problem: "ends inside a frame: \(filled) of \(bytes.count) bytes")
            }
            let count = min(bytes.count - filled, buffer.count - position)
            bytes.replaceSubrange(filled..<filled + count, with: buffer[position..<position + count])
            filled += count
            position += count
        }
        return true
    }

    /// Reads everything that is left, up to a limit.
    func readToEnd(limit: Int) throws(CaptureError) -> [UInt8] {
        while try refill(1 << 16, keeping: true) {
            guard buffer.count <= limit else { throw .tooLong(name, limit: limit) }
        }
        return Array(buffer[position...])
    }

    /// Throws away what is there now, without waiting for more.
    func discardWaiting() {
        buffer.removeAll(keepingCapacity: true)
        position = 0
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard !isClosed, unsafe poll(&request, 1, 0) > 0, Int32(request.revents) & POLLIN != 0 else { return }
        unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { room in
            // As much as a pipe holds.
            unsafe _ = Glibc.read(descriptor, room.baseAddress, room.count)
        }
    }

    /// Reads what is there, up to a size; false at the end or on the stop signal.
    private func refill(_ size: Int, keeping: Bool = false) throws(CaptureError) -> Bool {
        if !keeping {
            buffer.removeAll(keepingCapacity: true)
            position = 0
        }
        let start = Instant.now()
        while !stop.isGiven, !isClosed {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&request, 1, Self.slice)
            let code = errno
            if ready == 0 || (ready < 0 && code == EINTR) {
                if let patience, Instant.now().seconds(since: start) > patience {
                    throw .stalled(name, seconds: Int(patience))
                }
                continue
            }
            guard ready > 0 else { throw .call("poll", on: name, errno: code) }
            let before = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: size))
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe Glibc.read(descriptor, bytes.baseAddress?.advanced(by: before), size)
            }
            let readCode = errno
            buffer.removeLast(size - max(0, count))
            if count < 0, readCode == EINTR || readCode == EAGAIN { continue }
            guard count >= 0 else { throw .call("read", on: name, errno: readCode) }
            return count > 0
        }
        return false
    }
}
