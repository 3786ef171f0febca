import Glibc

/// A file descriptor, closed with its last owner.
public final class Descriptor: Sendable {
    /// Its number.
    public let number: Int32
    private let isOwned: Bool

    /// Takes a descriptor that was opened.
    public init(owning number: Int32) {
        self.number = number
        isOwned = true
    }

    /// Uses a descriptor that somebody else closes, or nobody.
    public init(borrowing number: Int32) {
        self.number = number
        isOwned = false
    }

    deinit { if isOwned, number >= 0 { close(number) } }

    /// Makes a call again while a signal interrupts it.
    ///
    /// - Parameter call: a call that returns less than 0 and sets `errno` where it fails.
    /// - Returns: what it returned in the end, and the `errno` of a failure.
    public static func uninterrupted<Count: FixedWidthInteger>(_ call: () -> Count) -> (
        result: Count, code: Int32
    ) {
        while true {
            let result = call()
            let code = errno
            guard result < 0 else { return (result, 0) }
            guard code == EINTR else { return (result, code) }
        }
    }

    /// Writes all bytes, however many calls it takes.
    ///
    /// - Returns: 0, or the `errno` of the call that failed.
    public static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        var written = 0
        while written < bytes.count {
            let (count, code) = uninterrupted {
                unsafe bytes.withUnsafeBytes { buffer in
                    unsafe write(
                        descriptor,
                        buffer.baseAddress?.advanced(by: written),
                        buffer.count - written
                    )
                }
            }
            guard count >= 0 else { return code }
            written += count
        }
        return 0
    }
}
