import Capture
import TestSupport
import Testing

@testable import facetop

@Suite("sources with names")
struct NamedSourceTests {
    @Test(
        "a name stands before the first equals sign; what is no name belongs to the source",
        arguments: [
            ("front=v4l2:/dev/video0", "front", "v4l2:/dev/video0"),
            ("door-2=rtsp://cam/x", "door-2", "rtsp://cam/x"),
            ("rtsp://cam/?a=b", nil, "rtsp://cam/?a=b"), ("demo", nil, "demo"), ("a/b=c", nil, "a/b=c"),
            ("=demo", nil, "=demo"), ("two words=demo", nil, "two words=demo"),
            ("abcdefghijklmnopqrstuvwxyz1234567=demo", nil, "abcdefghijklmnopqrstuvwxyz1234567=demo"),
        ] as [(String, String?, String)]
    )
    func names(text: String, name: String?, source: String) {
        let named = NamedSource(text)
        #expect(named.name == name && named.source == SourceName(source))
        #expect(named.label == name ?? named.source.description)
    }

    @Test("a file with such a name is a file")
    func file() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([], to: "a=b.y4m")
        #expect(NamedSource(path).source == .y4m(path) && NamedSource(path).name == nil)
    }

    @Test("several sources need names, each its own")
    func several() {
        #expect(throws: Never.self) { try NamedSource.check(["demo"].map { NamedSource($0) }) }
        #expect(throws: Never.self) { try NamedSource.check(["a=demo", "b=demo"].map { NamedSource($0) }) }
        for sources in [["demo", "a=demo"], ["a=demo", "a=x.mp4"], ["a="]] {
            #expect(throws: (any Error).self) { try NamedSource.check(sources.map { NamedSource($0) }) }
        }
    }
}
