import Files
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite("files")
struct FilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a write that fails leaves the old file and no other")
    func atomic() throws {
        let path = try folder.write([1], to: "keep/file")
        let parent = "\(folder.path)/keep"
        // The target is a folder that is not empty, so the last step fails.
        try folder.write([2], to: "keep/taken/inside")
        #expect(throws: FileError.self) { try AtomicFile.write([3], to: "\(parent)/taken") }
        try AtomicFile.write([4], to: path)
        #expect(try RegularFile.read(path, limit: 10) == [4])
        #expect(Set(try FileManager.default.contentsOfDirectory(atPath: parent)) == ["file", "taken"])
        #expect(throws: FileError.self) { try AtomicFile.write([5], to: "/nowhere/at/all") }
    }

    @Test("folders and files are for the owner alone, whatever the mask")
    func permissions() throws {
        let old = umask(0)
        defer { umask(old) }
        try AtomicFile.makeFolder("\(folder.path)/a/b/c")
        try AtomicFile.makeFolder("\(folder.path)/a/b/c")
        try AtomicFile.write([1], to: "\(folder.path)/a/b/c/file")
        var status = stat()
        for (name, mode) in [("a", 0o700), ("a/b/c", 0o700), ("a/b/c/file", 0o600)] {
            #expect(unsafe stat("\(folder.path)/\(name)", &status) == 0)
            #expect(Int(status.st_mode) & 0o777 == mode)
        }
    }

    @Test("only regular files up to a limit are read")
    func reading() throws {
        let path = try folder.write([1, 2, 3], to: "three")
        #expect(try RegularFile.read(path, limit: 3) == [1, 2, 3])
        #expect(throws: FileError.tooLarge(path: path, limit: 2)) { try RegularFile.read(path, limit: 2) }
        #expect(throws: FileError.notRegular(path: "/dev/zero")) {
            try RegularFile.read("/dev/zero", limit: 9)
        }
        #expect(throws: FileError.notRegular(path: folder.path)) {
            try RegularFile.read(folder.path, limit: 9)
        }
        let pipe = "\(folder.path)/pipe"
        #expect(unsafe mkfifo(pipe, 0o600) == 0)
        #expect(throws: FileError.notRegular(path: pipe)) { try RegularFile.read(pipe, limit: 9) }
        let missing = #expect(throws: FileError.self) { try RegularFile.read("/nowhere", limit: 9) }
        #expect(missing?.description == "/nowhere: there is no such file; check the path")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: path)
        #expect(try RegularFile.read("\(folder.path)/link", limit: 3) == [1, 2, 3])
    }

    @Test("a descriptor that takes no more gives its errno")
    func full() {
        let descriptor = unsafe open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        #expect(Descriptor.writeAll([1], to: descriptor) == ENOSPC)
        #expect(Descriptor.writeAll([], to: descriptor) == 0)
    }
}
