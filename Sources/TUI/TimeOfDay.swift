import Glibc
import Text

extension Double {
    private var local: tm {
        var time = time_t(self)
        var parts = unsafe tm()
        unsafe localtime_r(&time, &parts)
        return unsafe parts
    }

    /// Of seconds since 1970 the time of day here, as 12:34:56.
    var timeOfDay: String {
        let parts = unsafe local
        return unsafe [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Int($0).twoDigits }
            .joined(separator: ":")
    }

    /// Of seconds since 1970 the day and the time of day here, as 2026-11-26 12:34.
    var dayAndTime: String {
        let parts = unsafe local
        let date = unsafe [Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map(\.twoDigits).joined(separator: "-")
        return
            unsafe "\(Int(parts.tm_year) + 1900)-\(date) \(Int(parts.tm_hour).twoDigits):\(Int(parts.tm_min).twoDigits)"
    }
}
