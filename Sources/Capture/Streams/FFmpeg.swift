import CProcess
import Files
import Glibc
import Text

/// ffmpeg, called for one input: it decodes in a process of its own, and writes to a pipe.
struct FFmpeg {
    /// Its arguments between those that all calls have.
    private let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - bytes: what it reads as its standard input; nil for nothing.
    ///   - name: what to call the input in errors, without secrets.
    ///   - url: what the user wrote, whose secrets ffmpeg repeats.
    ///   - patience: after how many seconds without a byte its output counts as stalled; nil for never.
    ///   - stop: ends waiting for its output.
    /// - Returns: the run, which ends with its last reference.
    /// - Throws: `CaptureError.noFFmpeg` where it is not installed.
    func start(
        reading bytes: [UInt8]? = nil,
        name: String,
        url: String = "",
        patience: Double?,
        stop: StopSignal
    ) throws(CaptureError) -> Run {
        let input = try bytes.map { bytes throws(CaptureError) in try Self.file(holding: bytes, name) }
        let output = try Self.pipe(name)
        let errors = try Self.pipe(name, losesWhenFull: true)
        let child = ChildProcess(
            ["ffmpeg"] + (input == nil ? ["-nostdin"] : []) + ["-hide_banner", "-loglevel", "error"]
                + arguments + ["pipe:1"],
            input: input?.number,
            output: .descriptor(output.write.number),
            errors: .descriptor(errors.write.number),
            isDetached: true
        )
        let reader = DescriptorReader(output.read, name: name, patience: patience, stop: stop)
        let complaints = DescriptorReader(errors.read, name: name, patience: ChildProcess.grace, stop: stop)
        guard let child else { throw .noFFmpeg(name) }
        return Run(child: child, output: reader, errors: complaints, name: name, url: url, stop: stop)
    }

    /// A run of it.
    final class Run {
        /// What it writes.
        let output: DescriptorReader
        private let child: ChildProcess
        private let errors: DescriptorReader
        private let name: String
        private let url: String
        private let stop: StopSignal

        init(
            child: ChildProcess,
            output: DescriptorReader,
            errors: DescriptorReader,
            name: String,
            url: String,
            stop: StopSignal
        ) {
            (self.child, self.output, self.errors) = (child, output, errors)
            (self.name, self.url, self.stop) = (name, url, stop)
        }

        deinit { end() }

        /// Ends it: while its pipe is open and full, it would hear no signal.
        func end() {
            output.close()
            child.end()
        }

        /// Whether it ended with an error, now that its output is over.
        var hasFailed: Bool { child.wait(within: ChildProcess.grace).map { $0 != 0 } ?? true }

        /// Forgets what it said so far, of frames that came all the same: it is not why it ends later.
        func forgetComplaints() { errors.discardWaiting() }

        /// An error in ffmpeg's own words, where it said any.
        func explained(_ error: CaptureError) -> CaptureError {
            // What it says last it says when it ends; one that stalls says nothing more, and who stops asks
            // for nothing.
            if case .stalled = error { return error }
            guard !stop.isGiven else { return error }
            _ = child.wait(within: ChildProcess.grace)
            end()
            guard let bytes = try? errors.readToEnd(limit: 1 << 20),
                let reason = FFmpeg.reason(String(decoding: bytes, as: UTF8.self))
            else { return error }
            return .damaged(name, problem: reason.redacted(of: url).printable)
        }
    }

    /// What is wrong with the input, of all that ffmpeg says: it begins with the cause, and ends with what it
    /// then could not do.
    static func reason(_ words: String) -> String? {
        let lines = words.split(whereSeparator: \.isNewline).map(String.init)
        if lines.contains(where: {
            $0.contains("matches no streams") || $0.contains("does not contain any stream")
        }) {
            return "there is no video in it"
        }
        let causes = lines.map(Self.withoutAddress).filter { !$0.isEmpty && !$0.hasPrefix("Error while") }
        return causes.first.map { "ffmpeg: \($0)" }
    }

    /// A line without the part of ffmpeg that says it, as in `[http @ 0x5562] HTTP error 404`.
    private static func withoutAddress(_ line: String) -> String {
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return line }
        return String(line[line.index(after: end)...].drop { $0 == " " })
    }

    /// A file in memory that is read from its start.
    private static func file(holding bytes: [UInt8], _ name: String) throws(CaptureError) -> Descriptor {
        let number = cprocess_file_in_memory()
        guard number >= 0 else { throw .call("memfd_create", on: name, errno: errno) }
        let file = Descriptor(owning: number)
        let code = Descriptor.writeAll(bytes, to: number)
        guard code == 0 else { throw .call("write", on: name, errno: code) }
        lseek(number, 0, SEEK_SET)
        return file
    }

    /// Makes a pipe; its write end never blocks for errors, so that a talkative ffmpeg goes on.
    private static func pipe(_ name: String, losesWhenFull: Bool = false) throws(CaptureError) -> (
        read: Descriptor, write: Descriptor
    ) {
        var ends: [Int32] = [0, 0]
        guard unsafe cprocess_pipe(&ends) == 0 else { throw .call("pipe", on: name, errno: errno) }
        if losesWhenFull { _ = fcntl(ends[1], F_SETFL, O_NONBLOCK) }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }
}
