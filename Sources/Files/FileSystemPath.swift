// A file's name is any bytes, and a String holds only Unicode. Bytes that are no UTF-8 become code points
// that no name has in earnest (U+EF80 to U+EFFF, private use, as in MirBSD's OPTU-8), and a name that does
// have those is taken for such bytes, too: so every name finds its file again.

extension String {
    private static let escapes: ClosedRange<UInt32> = 0xEF80...0xEFFF

    private var hasEscapes: Bool { unicodeScalars.contains { Self.escapes.contains($0.value) } }

    /// A name or path as the system gives it, whatever its bytes are.
    public init(fileSystemBytes bytes: [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self), !text.hasEscapes {
            self = text
            return
        }
        self = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            if let text = String(validating: rest.prefix(length), as: UTF8.self), !text.hasEscapes {
                self += text
                rest = rest.dropFirst(length)
            } else {
                if let escape = Unicode.Scalar(0xEF00 + UInt32(first)) { unicodeScalars.append(escape) }
                rest = rest.dropFirst()
            }
        }
    }

    /// Lends the path to a system call as the bytes that it was made from.
    public func withFileSystemPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        guard hasEscapes else { return unsafe withCString(body) }
        var bytes: [UInt8] = []
        for scalar in unicodeScalars {
            if Self.escapes.contains(scalar.value) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        bytes.append(0)
        return unsafe bytes.withUnsafeBytes { buffer in
            // The array is not empty, so there is an address.
            guard let start = unsafe buffer.bindMemory(to: CChar.self).baseAddress else {
                preconditionFailure("a path without bytes")
            }
            return unsafe body(start)
        }
    }
}
