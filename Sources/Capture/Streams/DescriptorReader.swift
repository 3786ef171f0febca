import FaceTypes
import Files
import Glibc

/// Reads a file descriptor in pieces of a wanted size, and stops waiting when told to.
final class DescriptorReader {
    /// What is read; nil once it is closed.
    private var descriptor: Descriptor?
    private let name: String
    private let stop: StopSignal
    /// After how many seconds without a byte the other side counts as stalled; nil for never.
    var patience: Double?
    /// What was read beyond what was asked for.
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ descriptor: Descriptor, name: String, patience: Double? = nil, stop: StopSignal) {
        (self.descriptor, self.name, self.patience, self.stop) = (descriptor, name, patience, stop)
    }

    /// Gives the descriptor up; what is read then is at its end.
    func close() { descriptor = nil }

    /// Opens a file.
    convenience init(path: String, stop: StopSignal) throws(CaptureError) {
        // Not blocking, because opening a pipe would wait for a writer, whatever the stop signal says.
        let descriptor = unsafe path.withFileSystemPath { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard descriptor >= 0 else {
            let code = errno
            throw code == ENOENT ? .notFound(path) : .call("open", on: path, errno: code)
        }
        self.init(Descriptor(owning: descriptor), name: path, stop: stop)
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
        guard let descriptor, let ready = Poll.wait([(descriptor.number, POLLIN)], seconds: 0),
            ready[0] & POLLIN != 0
        else { return }
        unsafe withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { room in
            // As much as a pipe holds.
            unsafe _ = Glibc.read(descriptor.number, room.baseAddress, room.count)
        }
    }

    /// Reads what is there, up to a size; false at the end or on the stop signal.
    private func refill(_ size: Int, keeping: Bool = false) throws(CaptureError) -> Bool {
        if !keeping {
            buffer.removeAll(keepingCapacity: true)
            position = 0
        }
        let start = Instant.now()
        while !stop.isGiven, let number = descriptor?.number {
            let left = patience.map { $0 - Instant.now().seconds(since: start) }
            if let patience, let left, left <= 0 { throw .stalled(name, seconds: Int(patience)) }
            let ready = stop.wait(for: number, POLLIN, left)
            let code = errno
            guard ready >= 0 else { throw .call("poll", on: name, errno: code) }
            if ready == 0 { continue }
            let before = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: size))
            let (count, readCode) = Descriptor.uninterrupted {
                unsafe buffer.withUnsafeMutableBytes { bytes in
                    unsafe Glibc.read(number, bytes.baseAddress?.advanced(by: before), size)
                }
            }
            buffer.removeLast(size - max(0, count))
            if count < 0, readCode == EAGAIN { continue }
            guard count >= 0 else { throw .call("read", on: name, errno: readCode) }
            return count > 0
        }
        return false
    }
}
