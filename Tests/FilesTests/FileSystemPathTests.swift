import Files
import Glibc
import TestSupport
import Testing

@Suite("names that are no UTF-8")
struct FileSystemPathTests {
    @Test(
        "come back as the bytes that they were",
        arguments: [
            Array("plain.jpg".utf8), [0x65, 0xFF, 0xFE], [0xC3, 0xA9, 0xC3], [0x80], [0xEE, 0xBE, 0x80],
            [0xE2, 0x82], [0xF0, 0x9F, 0x98, 0x80, 0xF0, 0x9F],
        ]
    )
    func roundTrip(bytes: [UInt8]) {
        let text = String(fileSystemBytes: bytes)
        let back = unsafe text.withFileSystemPath {
            unsafe Array(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
        }
        #expect(back == bytes)
        if let plain = String(validating: bytes, as: UTF8.self), bytes != [0xEE, 0xBE, 0x80] {
            #expect(text == plain)
        }
    }

    @Test("are listed, read, written and moved")
    func files() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/" + String(fileSystemBytes: [0x61, 0xFF])
        try AtomicFile.write([1, 2], to: path)
        #expect(try Folder.entries(of: folder.path).map { "\(folder.path)/\($0)" } == [path])
        #expect(try RegularFile.read(path, limit: 10) == [1, 2])
        #expect(RegularFile.beginning(of: path, count: 1) == [1] && Folder.kind(of: path) == .file)
        let other = "\(folder.path)/" + String(fileSystemBytes: [0xFE])
        try AtomicFile.move(path, to: other)
        #expect(Folder.kind(of: path) == .nothing && Folder.kind(of: other) == .file)
    }
}
