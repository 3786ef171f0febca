import Foundation
import Testing

@testable import Kernels

@Suite("processors that may be used")
struct WorkersTests {
    @Test("the least quota of a group and those above it counts")
    func quota() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let inner = root.appending(path: "a/b")
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        #expect(Workers.quota(root: root.path, membership: "0::/a/b\n") == nil)
        try Data("max 100000\n".utf8).write(to: root.appending(path: "cpu.max"))
        try Data("150000 100000\n".utf8).write(to: root.appending(path: "a/cpu.max"))
        try Data("200000 100000\n".utf8).write(to: inner.appending(path: "cpu.max"))
        #expect(Workers.quota(root: root.path, membership: "0::/a/b\n") == 1.5)
        #expect(Workers.quota(root: root.path, membership: "5:cpu:/x\n0::/\n") == nil)
        try Data("nonsense".utf8).write(to: root.appending(path: "a/cpu.max"))
        #expect(Workers.quota(root: root.path, membership: "0::/a/b\n") == 2)
        #expect(Workers.available >= 1)
    }
}
