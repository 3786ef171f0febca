import Dispatch
import FaceTypes
import Files
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Capture

@Suite("streams")
struct StreamTests {
    /// A Y4M file of gray frames.
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
        for name in ["b10.png", "b9.PNG", "without-ending"] { try folder.write(picture, to: name) }
        try folder.write([], to: "Thumbs.db")
        try folder.write(Array("no".utf8), to: "aa.jpg")
        try folder.write(Array("no".utf8), to: "notes.txt")
        var reported: [CaptureError] = []
        let source = try SourceName(folder.path).open(demoFolder: "", stop: StopSignal()) {
            reported.append($0)
        }
        var count = 0
        while try source.next() != nil { count += 1 }
        #expect(count == 3)
        let names = try Picture.files(in: folder.path).compactMap {
            $0.split(separator: "/").last.map(String.init)
        }
        #expect(names == ["aa.jpg", "b9.PNG", "b10.png", "without-ending"])
        #expect(
            reported.map(\.description) == [
                "\(folder.path)/aa.jpg: is no picture (JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF or GIF)"
            ]
        )
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

    @Test("a film of one frame shows it as often as one picture is shown")
    func single() throws {
        let (folder, source) = try open(y4m("W2 H2 F10:1", frames: [[1, 2, 3, 4, 5, 6]]))
        defer { withExtendedLifetime(folder) {} }
        var frames: [Frame] = []
        while let frame = try source.next() { frames.append(frame) }
        #expect(frames.count == RepeatedPicture.times && Set(frames.map(\.pixels)).count == 1)
        #expect(frames.map(\.sequence) == [0, 1, 2, 3, 4])
    }

    @Test(
        "pixels that are not square are made so, and nothing is made smaller",
        arguments: [
            ("A2:1", 8, 2), ("A1:2", 4, 4), ("A1:1", 4, 2), ("A0:0", 4, 2), ("A99:1", 4, 2), ("Ax", 4, 2),
        ]
    )
    func aspect(word: String, width: Int, height: Int) throws {
        let frame = [UInt8](repeating: 235, count: 8) + [128, 128, 128, 128]
        let (folder, source) = try open(y4m("W4 H2 \(word)", frames: [frame, frame]))
        defer { withExtendedLifetime(folder) {} }
        let shown = try #require(try source.next())
        #expect(shown.width == width && shown.height == height && Set(shown.pixels) == [255])
        #expect(throws: CaptureError.self) { try open(y4m("W9000 H9000 A8:1", frames: [])) }
    }

    @Test("JPEGs in a row are frames, whatever stands between them; a thumbnail's end is not the picture's")
    func jpegs() throws {
        let picture = try Checkout.bytes("\(Checkout.golden)/pictures/baseline.jpg")
        // A small JPEG inside of an EXIF segment, as cameras put it there.
        let thumbnail: [UInt8] = [0xFF, 0xE1, 0, UInt8(4 + 2)] + [0xFF, 0xD8, 0xFF, 0xD9]
        let framed = Array(picture[..<2]) + thumbnail + Array(picture[2...])
        let torn = Array(picture[..<(picture.count / 2)])
        let boundary = Array("\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n".utf8)
        let folder = try TemporaryFolder()
        let path = try folder.write(framed + boundary + torn + boundary + picture, to: "x")
        let source = JPEGStreamSource(reader: try DescriptorReader(path: path, stop: StopSignal()), name: "x")
        let pixels = try Checkout.bytes("\(Checkout.golden)/pictures/baseline.jpg.rgb")
        #expect(try source.next()?.pixels == pixels)
        // The torn one runs into the next, which goes with it.
        #expect(try source.next() == nil && source.losses.broken == 1)
        let row = JPEGStreamSource(reader: try DescriptorReader(path: path, stop: StopSignal()), name: "x")
        // Looking whether there are several loses none.
        #expect(try row.onlyPicture() == nil && row.next()?.sequence == 0)
        let alone = try folder.write(picture, to: "z")
        let one = JPEGStreamSource(reader: try DescriptorReader(path: alone, stop: StopSignal()), name: "z")
        #expect(try one.onlyPicture() == picture)
        let rubbish = try folder.write([UInt8](repeating: 7, count: 1000), to: "y")
        let none = JPEGStreamSource(
            reader: try DescriptorReader(path: rubbish, stop: StopSignal()),
            name: "y"
        )
        #expect(try none.next() == nil)
    }

    @Test("what ffmpeg says begins with the cause")
    func reasons() {
        let words =
            "[http @ 0x55] HTTP error 404 Not Found\nrtsp://x: Server returned 404\nError opening input files"
        #expect(FFmpeg.reason(words) == "ffmpeg: HTTP error 404 Not Found")
        let silent = "Stream map '0:v:0' matches no streams.\nTo ignore this, add a trailing '?' to the map."
        #expect(FFmpeg.reason(silent) == "there is no video in it")
        #expect(
            FFmpeg.reason("Error while decoding\n[x @ 0x1] moov atom not found")
                == "ffmpeg: moov atom not found"
        )
        #expect(FFmpeg.reason("") == nil && FFmpeg.reason("\n[\n") == "ffmpeg: [")
    }

    @Test("a child has no blocked signals and no handlers of ours, whatever the thread has")
    func signals() throws {
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        signal(SIGPIPE, SIG_IGN)
        let folder = try TemporaryFolder()
        let path = try folder.write([], to: "status")
        let file = unsafe Glibc.open(path, O_WRONLY)
        let child = ChildProcess(["cat", "/proc/self/status"], output: .descriptor(file))
        #expect(child?.wait() == 0)
        close(file)
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        let lines = String(decoding: try Checkout.bytes(path), as: UTF8.self).split(separator: "\n")
        for field in ["SigBlk", "SigIgn", "SigCgt"] {
            let line = lines.first { $0.hasPrefix(field) } ?? ""
            let bits = try #require(UInt64(line.split(separator: "\t").last ?? "", radix: 16))
            // Signals 32 and 33 are the C library's own, which lets nobody touch them.
            #expect(bits & ~0x1_8000_0000 == 0, "\(line)")
        }
    }

    @Test("a child that hears no request is killed after a moment, and leaves nothing behind")
    func stubborn() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe Glibc.pipe(&ends) == 0)
        let reader = DescriptorReader(Descriptor(owning: ends[0]), name: "sh", stop: StopSignal())
        let child = try #require(
            ChildProcess(
                ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done"],
                output: .descriptor(ends[1])
            )
        )
        close(ends[1])
        #expect(try reader.line(limit: 10) == "deaf")
        let start = Instant.now()
        child.end()
        let seconds = Instant.now().seconds(since: start)
        // The grace, and what a loaded machine adds.
        #expect(seconds >= ChildProcess.grace && seconds < 2 * ChildProcess.grace)
        #expect(kill(child.identifier, 0) == -1 && child.wait() == 128 + SIGKILL)
    }

    @Test("a child dies with the thread that started it")
    func orphan() throws {
        let number = Mutex<Int32>(0)
        let done = DispatchSemaphore(value: 0)
        let box = Shared(number)
        Thread.detachNewThread {
            let child = ChildProcess(["sleep", "100"])
            box.number.withLock { $0 = child?.identifier ?? -1 }
            // As a program that is killed: nobody ends the child.
            unsafe _ = child.map { unsafe Unmanaged.passRetained($0) }
            done.signal()
        }
        #expect(done.wait(timeout: .now() + 10) == .success)
        let identifier = box.number.withLock(\.self)
        var status: Int32 = 0
        #expect(unsafe waitpid(identifier, &status, 0) == identifier && status & 0x7F == SIGKILL)
    }

    private final class Shared: Sendable {
        let number: Mutex<Int32>
        init(_ number: consuming Mutex<Int32>) { self.number = number }
    }

    @Test("waiting for a pipe that nobody writes ends with the stop signal, or when it was long enough")
    func stalled() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/fifo"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        let stop = StopSignal()
        let reader = try DescriptorReader(path: path, stop: stop)
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { stop.give() }
        #expect(try reader.line(limit: 10) == nil)
        // With a writer that writes nothing it would wait for ever.
        let held = unsafe Glibc.open(path, O_RDWR)
        defer { close(held) }
        let impatient = try DescriptorReader(path: path, stop: StopSignal())
        impatient.patience = 0.2
        #expect(throws: CaptureError.stalled(path, seconds: 0)) { try impatient.line(limit: 10) }
    }

    @Test("what was said is forgotten, and what is said then is not")
    func forgetting() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe Glibc.pipe(&ends) == 0)
        let reader = DescriptorReader(Descriptor(owning: ends[0]), name: "x", stop: StopSignal())
        reader.discardWaiting()
        #expect(unsafe write(ends[1], "old\n", 4) == 4)
        reader.discardWaiting()
        #expect(unsafe write(ends[1], "new\n", 4) == 4)
        close(ends[1])
        #expect(try reader.line(limit: 10) == "new" && reader.line(limit: 10) == nil)
        reader.discardWaiting()
    }

    @Test("streams have no end, videos on a server have")
    func kinds() {
        for live in ["rtsp://cam/1", "http://cam/video.mjpg", "http://cam/v?x=a.mp4", "tcp://cam:1"] {
            #expect(SourceName(live).kind == .live, "\(live)")
        }
        for film in ["http://host/a.mp4", "https://host/a.MKV?token=x", "file:///tmp/a.avi", "file:///tmp/x"]
        {
            #expect(SourceName(film).kind == .film, "\(film)")
        }
    }

    @Test("what a file is its bytes say")
    func sniffing() throws {
        let folder = try TemporaryFolder()
        let jpeg = try Checkout.bytes("\(Checkout.golden)/pictures/baseline.jpg")
        let picture = try folder.write(jpeg, to: "film.mp4")
        #expect(SourceName(picture) == .pictures(picture))
        let film = try folder.write(Array("YUV4MPEG2 W2 H2\n".utf8), to: "picture.jpg")
        #expect(SourceName(film) == .y4m(film))
        let other = try folder.write(Array("RIFF....AVI LIST".utf8), to: "x")
        #expect(SourceName(other) == .ffmpeg(other))
        #expect(PictureFormat(Array("BMW is a car, and no picture".utf8)) == nil)
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
        #expect(SourceName("rtsp://ada:secret@cam:554/ab").description == "rtsp://cam:554/ab")
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
