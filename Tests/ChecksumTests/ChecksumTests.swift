import Checksum
import Testing

@Suite("digests")
struct ChecksumTests {
    @Test("of the examples in FIPS 180-4 and RFC 1321")
    func examples() {
        #expect(
            Checksum.sha256.digest(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            Checksum.sha256.digest(of: [])
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        #expect(Checksum.md5.digest(of: Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
    }
}
