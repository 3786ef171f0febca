import Files
import Glibc
import TestSupport
import Testing

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

    @Test("that are files, or not there, are errors")
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
        var times = [
            timespec(tv_sec: Int(before.modified), tv_nsec: 0),
            timespec(tv_sec: Int(before.modified), tv_nsec: 0),
        ]
        // File systems count in steps of some milliseconds.
        for _ in 0..<10_000 where FileStamp(of: path) == before {
            try folder.write([2], to: "x")
            #expect(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
        }
        #expect(FileStamp(of: path) != before)
    }
}
