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

@Suite("folders")
struct FolderTests {
    @Test("are listed as people count")
    func order() throws {
        let folder = try TemporaryFolder()
        let names = ["a1", "a2", "a10", "a010b", "b", "img9.jpg", "img10.jpg", "img10a.jpg"]
        for name in names.shuffled() { try folder.write([], to: name) }
        #expect(
            try Folder.entries(of: folder.path) == [
                "a1", "a2", "a10", "a010b", "b", "img9.jpg", "img10.jpg", "img10a.jpg",
            ]
        )
    }

    @Test("that are none, or not there, are errors")
    func errors() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write([1], to: "x")
        #expect(throws: FileError.notFolder(path: file)) { try Folder.entries(of: file) }
        #expect(throws: FileError.call("open", path: "/nowhere", errno: ENOENT)) {
            try Folder.entries(of: "/nowhere")
        }
    }

    @Test("a file's stamp changes with every write, also of the same size and time")
    func stamps() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1], to: "x")
        let before = try #require(FileStamp(of: path))
        #expect(FileStamp(of: path) == before && FileStamp(of: "/nowhere") == nil)
        usleep(20_000)
        try folder.write([2], to: "x")
        var times = [
            timespec(tv_sec: Int(before.modified), tv_nsec: 0),
            timespec(tv_sec: Int(before.modified), tv_nsec: 0),
        ]
        #expect(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
        #expect(FileStamp(of: path) != before)
    }
}
