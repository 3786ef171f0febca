import FaceTypes
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Capture

@Suite("streams")
struct StreamTests {
    /// A Y4M file of grey frames.
    private func y4m(_ parameters: String, frames: [[UInt8]]) -> [UInt8] {
        frames.reduce(Array("YUV4MPEG2 \(parameters)\n".utf8)) { $0 + Array("FRAME\n".utf8) + $1 }
    }

    private func open(_ bytes: [UInt8]) throws -> (TemporaryFolder, any FrameSource) {
        let folder = try TemporaryFolder()
        let path = try folder.write(bytes, to: "a.y4m")
        return (folder, try SourceName(path).open(demoFolder: "", stop: StopSignal()) { _ in })
    }

    @Test("Y4M frames become RGB, in time")
    func y4mFrames() throws {
        // Limited range: 16 is black, 235 white; then red, whose chroma BT.601 puts at (90, 240).
        let black = [UInt8](repeating: 16, count: 4) + [128, 128]
        let white = [UInt8](repeating: 235, count: 4) + [128, 128]
        let red = [UInt8](repeating: 81, count: 4) + [90, 240]
        let (folder, source) = try open(y4m("W2 H2 F10:1 Ip C420jpeg", frames: [black, white, red]))
        defer { withExtendedLifetime(folder) {} }
        let first = try #require(try source.next())
        #expect(first.pixels == [UInt8](repeating: 0, count: 12))
        let second = try #require(try source.next())
        #expect(second.pixels == [UInt8](repeating: 255, count: 12))
        #expect(abs(second.capturedAt.seconds(since: first.capturedAt) - 0.1) < 1e-6)
        let third = try #require(try source.next())
        #expect(abs(Int(third.pixels[0]) - 254) <= 1 && third.pixels[1] <= 1 && third.pixels[2] <= 1)
        #expect(try source.next() == nil)
        #expect(source.frameRate == 10)
    }

    @Test("other samplings and ranges", arguments: ["mono", "422", "444"])
    func samplings(sampling: String) throws {
        let chroma = sampling == "mono" ? 0 : sampling == "422" ? 8 : 12
        let frame = [UInt8](repeating: 77, count: 6) + [UInt8](repeating: 128, count: chroma)
        let (folder, source) = try open(y4m("W3 H2 C\(sampling) XCOLORRANGE=FULL", frames: [frame]))
        defer { withExtendedLifetime(folder) {} }
        #expect(try source.next()?.pixels == [UInt8](repeating: 77, count: 18))
    }

    @Test("bad headers and cut frames are refused")
    func badY4M() throws {
        for header in ["W0 H2", "W2", "W2 H2 C420p10", "W99999 H99999", "W-3 H4"] {
            #expect(throws: CaptureError.self) { try open(y4m(header, frames: [])) }
        }
        for rate in ["F0:0", "F1:1e30", "F1e30:1", "F-1:1", "Fnan:1"] {
            let (folder, source) = try open(
                y4m("W2 H2 \(rate)", frames: [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]])
            )
            defer { withExtendedLifetime(folder) {} }
            #expect(source.frameRate == 25)
            _ = try source.next()
            #expect(try source.next() != nil)
        }
        #expect(throws: CaptureError.self) { try open(Array("RIFF".utf8)) }
        #expect(throws: CaptureError.self) { try open([]) }
        let whole = y4m("W2 H2", frames: [[1, 2, 3, 4, 5, 6]])
        for end in 1..<whole.count {
            do {
                let (folder, source) = try open(Array(whole[..<end]))
                defer { withExtendedLifetime(folder) {} }
                // Before the frame's header the stream is just short; inside it or the frame it is damaged.
                let frame = try source.next()
                #expect(frame == nil && end == "YUV4MPEG2 W2 H2\n".utf8.count)
            } catch let error as CaptureError {
                #expect(error.description.contains("a.y4m"))
            }
        }
    }

    @Test("a folder of pictures: in order, bad ones reported and passed over")
    func folder() throws {
        let folder = try TemporaryFolder()
        let picture = try Checkout.bytes("\(Checkout.golden)/pictures/rgb.png")
        for name in ["b.png", "a.PNG"] { try folder.write(picture, to: name) }
        try folder.write(Array("no".utf8), to: "aa.jpg")
        try folder.write(Array("no".utf8), to: "notes.txt")
        var reported: [CaptureError] = []
        let source = try SourceName(folder.path).open(demoFolder: "", stop: StopSignal()) {
            reported.append($0)
        }
        var count = 0
        while try source.next() != nil { count += 1 }
        #expect(count == 2)
        #expect(reported.map(\.description) == ["\(folder.path)/aa.jpg: is neither a JPEG nor a PNG picture"])
        let empty = try TemporaryFolder()
        #expect(throws: CaptureError.self) { try PictureSource(path: empty.path) { _ in } }
    }

    private static let hasFFmpeg = ChildProcess(["ffmpeg", "-version"], output: nullOutput)?.wait() == 0
    private static let nullOutput = ChildProcess.Output.descriptor(unsafe Glibc.open("/dev/null", O_WRONLY))

    @Test("a video through ffmpeg", .enabled(if: hasFFmpeg, "ffmpeg is not installed"))
    func video() throws {
        let folder = try TemporaryFolder()
        // A name that looks like an option and holds what a shell would act on.
        let path = "\(folder.path)/-i $(x) 'y'.mp4"
        let made = ChildProcess([
            "ffmpeg", "-nostdin", "-loglevel", "error", "-f", "lavfi", "-i",
            "color=c=0x4080c0:s=64x48:r=5:d=2", "-pix_fmt",
            "yuv420p", "file:\(path)",
        ])
        try #require(made?.wait() == 0)
        let source = try FFmpegSource(path, stop: StopSignal())
        #expect(source.frameRate == 5)
        var frames: [Frame] = []
        while let frame = try source.next() { frames.append(frame) }
        #expect(frames.count == 10)
        let pixel = try #require(frames.first).pixels[0..<3].map(Int.init)
        #expect(abs(pixel[0] - 0x40) < 8 && abs(pixel[1] - 0x80) < 8 && abs(pixel[2] - 0xC0) < 8)
        let junk = try folder.write(Array("no video".utf8), to: "junk.mkv")
        let error = #expect(throws: CaptureError.self) { try FFmpegSource(junk, stop: StopSignal()) }
        #expect(error?.description.contains("ffmpeg: ") == true)
        #expect(throws: CaptureError.notFound("/nowhere.mp4")) {
            try FFmpegSource("/nowhere.mp4", stop: StopSignal())
        }
    }

    @Test("a program that is not there is no crash")
    func missingProgram() { #expect(ChildProcess(["facetop-no-such-program"]) == nil) }

    @Test("what the user wrote names a source")
    func names() {
        #expect(SourceName("demo") == .demo)
        #expect(SourceName("-") == .standardInput)
        #expect(SourceName("v4l2:/dev/video3") == .camera("/dev/video3"))
        #expect(SourceName("/dev/video0") == .camera("/dev/video0"))
        #expect(SourceName("rtsp://cam/1") == .ffmpeg("rtsp://cam/1"))
        #expect(SourceName("rtsp://cam/1").kind == .live && SourceName("a.mp4").kind == .film)
        #expect(SourceName("a.JPG") == .pictures("a.JPG"))
        #expect(SourceName("/tmp") == .pictures("/tmp"))
        #expect(SourceName("a.y4m") == .y4m("a.y4m"))
        #expect(SourceName("rtsp://ada:secret@cam:554/a@b").description == "rtsp://cam:554/a@b")
        #expect(SourceName("http://cam/x@y").description == "http://cam/x@y")
        #expect(SourceName("a\u{1B}[2J.mp4").description == "a\\u{1B}[2J.mp4")
    }

    @Test("the demo shows the same frames every time")
    func demo() throws {
        let sources = try (0..<2).map { _ in try DemoSource(folder: Checkout.demo) }
        for _ in 0..<12 {
            let frames = try sources.map { try #require(try $0.next()) }
            #expect(frames[0].pixels == frames[1].pixels)
        }
        #expect(throws: CaptureError.self) { try DemoSource(folder: "/nowhere") }
    }
}
