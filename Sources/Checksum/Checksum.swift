import CCrypto

/// A digest function.
public enum Checksum: Sendable {
    /// SHA-256, which everything of our own is identified by.
    case sha256
    /// MD5, which CMU publishes for OpenFace's file; for comparing only, not against forgery.
    case md5

    /// Returns the digest of some bytes as lower-case hexadecimal digits.
    public func digest(of bytes: [UInt8]) -> String {
        var result = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let type = unsafe self == .sha256 ? EVP_sha256() : EVP_md5()
        let status = unsafe bytes.withUnsafeBytes { bytes in
            unsafe EVP_Digest(bytes.baseAddress, bytes.count, &result, &length, type, nil)
        }
        precondition(status == 1, "libcrypto has no \(self)")
        return result.prefix(Int(length)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count < 2 ? "0" + digits : digits
        }.joined()
    }
}
