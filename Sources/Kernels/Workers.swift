import FoundationEssentials

/// How many threads may work on one thing.
public struct Workers: Sendable, Hashable {
    /// The number of threads, the calling one included; at least 1.
    public let count: Int

    /// Makes a number of workers.
    public init(count: Int) {
        precondition(count >= 1, "\(count) workers")
        self.count = count
    }

    /// How many processors this process may use: those of its affinity mask, or fewer where its control group has a
    /// quota.
    public static var available: Int {
        let processors = max(1, ProcessInfo.processInfo.activeProcessorCount)
        guard let quota = quota(root: "/sys/fs/cgroup", membership: text("/proc/self/cgroup")) else {
            return processors
        }
        return max(1, min(processors, Int(quota.rounded(.up))))
    }

    /// The processors that the quota of a control group comes to; nil where it has none.
    ///
    /// - Parameters:
    ///   - root: where the groups are mounted.
    ///   - membership: what `/proc/self/cgroup` says.
    /// - Returns: the least quota of the group and those above it.
    static func quota(root: String, membership: String) -> Double? {
        // A line `0::/path` is of version 2 (Linux, Documentation/admin-guide/cgroup-v2.rst).
        let own = membership.split(separator: "\n").first { $0.hasPrefix("0::") }?.dropFirst(3) ?? "/"
        var path = root
        var least: Double?
        for part in [""] + own.split(separator: "/").map({ "/\($0)" }) {
            path += part
            // `max 100000`, or microseconds of processor time in a period.
            let numbers = text("\(path)/cpu.max").split(whereSeparator: \.isWhitespace).map { Double($0) }
            guard numbers.count == 2, let time = numbers[0], let period = numbers[1], time > 0, period > 0
            else {
                continue
            }
            least = min(least ?? .infinity, time / period)
        }
        return least
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
