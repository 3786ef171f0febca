public import FaceTypes
import Glibc

/// Measures now and then what the program takes of the machine.
public struct ProcessMeter {
    private var last: (at: Instant, processor: Double)?
    private var measured: ProcessUse?

    /// How long a measure is good for, in seconds.
    private static let interval = 1.0

    /// Begins to measure.
    public init() {}

    /// What it takes; nil before the first interval is over.
    public mutating func use() -> ProcessUse? {
        let now = Instant.now()
        guard let last else {
            last = (now, Self.processorTime())
            return nil
        }
        let elapsed = now.seconds(since: last.at)
        guard elapsed >= Self.interval else { return measured }
        let processor = Self.processorTime()
        measured = ProcessUse(
            processor: (processor - last.processor) / elapsed * 100,
            memory: Self.memory()
        )
        self.last = (now, processor)
        return measured
    }

    /// The processor time of all threads, or by another clock of the calling one, in seconds.
    static func processorTime(_ clock: clockid_t = CLOCK_PROCESS_CPUTIME_ID) -> Double {
        var time = timespec()
        unsafe _ = clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Resident pages without those of files, by proc(5): the second and third number of statm.
    static func memory() -> Int {
        // Files of /proc have no size, so they are not read as others are.
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let pages = text.split(separator: " ").map { Int($0) ?? 0 }
        guard pages.count > 2 else { return 0 }
        return max(0, pages[1] - pages[2]) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
