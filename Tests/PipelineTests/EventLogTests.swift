import Files
import Glibc
import TestSupport
import Testing

@testable import Pipeline

@Suite("the event log's file")
struct EventLogTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/e.jsonl"
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Checkout.bytes(path), as: UTF8.self)
    }

    @Test("a log that was renamed or removed is begun anew, told or not")
    func renamed() throws {
        let log = try EventLog(path: path)
        try log.append(Array("1\n".utf8))
        try AtomicFile.move(path, to: "\(path).old")
        try log.append(Array("2\n".utf8))
        #expect(try text(path) == "2\n" && text("\(path).old") == "1\n")
        AtomicFile.remove(path)
        try log.reopen()
        #expect(Folder.kind(of: path) == .file)
        try log.append(Array("3\n".utf8))
        #expect(try text(path) == "3\n")
    }

    @Test("a log whose folder is gone is written all the same")
    func gone() throws {
        let inner = "\(folder.path)/inner/e.jsonl"
        let log = try EventLog(path: inner)
        try AtomicFile.move("\(folder.path)/inner", to: "\(folder.path)/moved")
        try log.append(Array("1\n".utf8))
        #expect(try text("\(folder.path)/moved/e.jsonl") == "1\n")
    }

    @Test("a full log is renamed, and the last five are kept")
    func rotation() throws {
        let log = try EventLog(path: path, maximumBytes: 4)
        for number in 0..<20 { try log.append(Array("\(number % 10)\n".utf8)) }
        #expect(try Folder.entries(of: folder.path).count == 1 + EventLog.kept)
        #expect(try text(path) == "8\n9\n" && text("\(path).1") == "6\n7\n" && text("\(path).5") == "8\n9\n")
        var status = stat()
        #expect(unsafe stat("\(path).1", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test("no folder is made but the log's own")
    func folders() throws {
        #expect(throws: FileError.self) { try EventLog(path: "\(folder.path)/a/e.jsonl", makesFolder: false) }
        #expect(Folder.kind(of: "\(folder.path)/a") == .nothing)
    }

    @Test("a torn last line does not stop the start, not even where nothing can be written")
    func torn() throws {
        try folder.write(Array("{\"torn".utf8), to: "e.jsonl")
        let log = try EventLog(path: path)
        #expect(try text(path) == "{\"torn")
        try log.append(Array("1\n".utf8))
        try log.append(Array("2\n".utf8))
        #expect(try text(path) == "{\"torn\n1\n2\n")
    }

    @Test("the log is appended to, for the owner alone, and a torn line swallows no other")
    func appending() throws {
        let path = "\(folder.path)/state/facetop/events.jsonl"
        try EventLog(path: path).append(Array("{\"a\":1}\n".utf8))
        try folder.write(try Checkout.bytes(path) + Array("{\"torn".utf8), to: "state/facetop/events.jsonl")
        try EventLog(path: path).append(Array("{\"b\":2}\n".utf8))
        #expect(
            String(decoding: try Checkout.bytes(path), as: UTF8.self) == "{\"a\":1}\n{\"torn\n{\"b\":2}\n"
        )
        var status = stat()
        #expect(unsafe stat("\(folder.path)/state", &status) == 0 && status.st_mode & 0o777 == 0o700)
        let fresh = "\(folder.path)/fresh.jsonl"
        _ = try EventLog(path: fresh)
        #expect(unsafe stat(fresh, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(throws: FileError.self) { try EventLog(path: "\(path)/below/a/file") }
        let full = try EventLog(path: "/dev/full")
        #expect(throws: FileError.self) { try full.append([1]) }
    }
}
