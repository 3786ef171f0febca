import Text

/// The fixed-size texts in which drivers name things.
enum DriverText {
    /// Reads up to the first zero byte; what could act on a terminal becomes visible.
    static func read<Tuple>(_ tuple: Tuple) -> String {
        unsafe withUnsafeBytes(of: tuple) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).printable
        }
    }
}
