import Glibc

extension Double {
    /// Of seconds since 1970 the next midnight here.
    var nextMidnight: Double {
        var time = time_t(self)
        var parts = unsafe tm()
        unsafe localtime_r(&time, &parts)
        unsafe parts.tm_mday += 1
        unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (0, 0, 0, -1)
        return unsafe Double(mktime(&parts))
    }
}
